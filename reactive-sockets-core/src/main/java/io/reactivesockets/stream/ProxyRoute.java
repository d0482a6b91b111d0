package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.reactivesockets.error.SocketError;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.internal.TlsLayer;
import io.reactivesockets.transport.internal.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * The way to a target through a proxy: the addresses of the proxy race each other, and the one that
 * connects first is asked to connect further.
 */
final class ProxyRoute implements Candidate<Connected> {

  private static final String NEGOTIATION = "reactive-sockets.proxy";

  private final ConnectContext context;
  private final ProxyControl proxy;
  private final Target target;

  ProxyRoute(ConnectContext context, ProxyControl proxy, Target target) {
    this.context = context;
    this.proxy = proxy;
    this.target = target;
  }

  @Override
  public Attempt start(long deadlineNanos, Outcome<Connected> outcome) {
    Hop hop = new Hop(deadlineNanos, outcome);
    hop.begin();
    return hop;
  }

  private Candidate<Connected> address(InetAddress address) {
    return new AddressCandidate(context, new InetSocketAddress(address, proxy.port()));
  }

  /** One run of this route: connect to the proxy, ask it, perhaps both again with credentials. */
  private final class Hop implements Attempt, Outcome<Connected>, ProxyNegotiation.Result {

    private final long deadlineNanos;
    private final Outcome<Connected> outcome;
    private boolean withCredentials = proxy.userName().isPresent() && proxy.credentialsAtOnce();
    private Attempt connecting = NOTHING_TO_STOP;
    private @Nullable Connected toProxy;
    private @Nullable Future<?> deadline;
    private @Nullable TlsLayer tls;
    private Disposable preparing = Disposables.disposed();
    private boolean stopped;

    Hop(long deadlineNanos, Outcome<Connected> outcome) {
      this.deadlineNanos = deadlineNanos;
      this.outcome = outcome;
    }

    /** TLS is made ready first, so that it is in its place before the proxy can say a word. */
    void begin() {
      Optional<TlsClientControl> asked = proxy.tls();
      if (asked.isEmpty()) {
        connect();
        return;
      }
      preparing =
          context
              .home()
              .await(
                  TlsLayer.client(
                      asked.get(), SocketProtectionLevel.UNSPECIFIED, proxy.host().canonicalName()),
                  this::prepared,
                  this::tlsFailed);
    }

    private void prepared(TlsLayer layer) {
      if (!stopped) {
        tls = layer;
        connect();
      }
    }

    private void connect() {
      toProxy(context.addresses(proxy.host(), ProxyRoute.this::address));
    }

    private void toProxy(Candidates<Connected> addresses) {
      connecting = Race.start(context.loop(), context.pace(), addresses, deadlineNanos, this);
    }

    @Override
    public void connected(Connected connection) {
      toProxy = connection;
      connection.tried().reachedProxy();
      if (deadline == null) {
        long nanos = proxy.connectTimeout().toNanos();
        deadline = context.loop().schedule(this::tookTooLong, nanos, TimeUnit.NANOSECONDS);
      }
      TlsLayer layer = tls;
      if (layer == null) {
        negotiate(connection.stream().channel());
      } else {
        protect(layer, connection.stream().channel());
      }
    }

    private void protect(TlsLayer layer, Channel channel) {
      layer
          .installToProxy(channel, StreamChannel.INGRESS)
          .subscribe(done -> negotiate(channel), this::tlsFailed);
    }

    private void tlsFailed(Throwable cause) {
      SocketErrorStatus status = SocketError.statusOf(cause, SocketPhase.TLS);
      failed(Setback.proxy(status, proxy.uri(), null, cause));
    }

    private void negotiate(Channel channel) {
      if (!stopped) {
        channel.pipeline().addBefore(StreamChannel.INGRESS, NEGOTIATION, negotiation());
      }
    }

    private ProxyNegotiation negotiation() {
      return proxy.kind() == ProxyKind.SOCKS5
          ? new Socks5Negotiation(proxy, target, this)
          : new HttpConnectNegotiation(proxy, target, withCredentials, this);
    }

    @Override
    public void established() {
      Connected connection = toProxy;
      if (connection != null && !stopped) {
        end();
        outcome.connected(connection.beyond(target));
      }
    }

    @Override
    public void credentialsWanted(Setback otherwise) {
      Connected first = toProxy;
      if (first != null && !stopped) {
        first.tried().failed(otherwise);
        first.stream().abandon();
        withCredentials = true;
        toProxy(Candidates.of(List.of(new AddressCandidate(context, first.tried().remote()))));
      }
    }

    @Override
    public void failed(Setback setback) {
      if (stopped) {
        return;
      }
      end();
      Connected connection = toProxy;
      if (connection == null) {
        outcome.failed(List.of(setback));
      } else {
        connection.stream().abandon();
        outcome.failed(List.of(connection.tried().failed(setback)));
      }
    }

    /** No address of the proxy connects. */
    @Override
    public void failed(List<Setback> setbacks) {
      end();
      outcome.failed(setbacks.stream().map(each -> each.onTheWayTo(proxy.uri())).toList());
    }

    private void tookTooLong() {
      connecting.stop(SocketErrorStatus.CONNECTION_TIMED_OUT);
      failed(Setback.proxy(SocketErrorStatus.OPERATION_TIMED_OUT, proxy.uri(), null, null));
    }

    @Override
    public void stop(SocketErrorStatus why) {
      end();
      connecting.stop(why);
      if (toProxy != null) {
        toProxy.abandon(why);
      }
    }

    private void end() {
      stopped = true;
      preparing.dispose();
      if (deadline != null) {
        deadline.cancel(false);
      }
    }
  }
}
