package io.reactivesockets.stream;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.ServiceName;
import io.reactivesockets.host.ServiceProtocol;
import io.reactivesockets.metrics.SocketRole;
import io.reactivesockets.transport.internal.ServiceTargets;
import io.reactivesockets.transport.internal.Target;
import io.reactivesockets.transport.netty.NameLookup;
import io.reactivesockets.transport.netty.NettyTransport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;

/**
 * One connect, from the names to the socket. All of it happens on one event loop, so that the end,
 * whichever comes first, finds everything that has to be stopped: a winner, the deadline, the last
 * failure, or the subscriber who leaves.
 */
final class Connecting implements Subscription, Outcome<Connected> {

  private final NettyTransport transport;
  private final StreamSocketControl control;
  private final EndpointPair endpoints;
  private final ServiceName service;
  private final CoreSubscriber<StreamSocket> receiver;
  private final LoopHome home;
  private final AttemptLog log;

  private Disposable lookup = Disposables.disposed();
  private Attempt race = Attempt.NOTHING_TO_STOP;
  private @Nullable Future<?> deadline;
  private long startNanos;
  private boolean over;

  Connecting(
      NettyTransport transport,
      StreamSocketControl control,
      EndpointPair endpoints,
      ServiceName service,
      CoreSubscriber<StreamSocket> receiver) {
    this.transport = transport;
    this.control = control;
    this.endpoints = endpoints;
    this.service = service;
    this.receiver = receiver;
    EventLoop loop = transport.nextLoop();
    this.home = new LoopHome(loop, this::transportIsGone);
    this.log = new AttemptLog(loop);
  }

  /** Begins. There is one socket at most, and the receiver keeps it until somebody asks. */
  @Override
  public void request(long n) {
    home.execute(this::start);
  }

  @Override
  public void cancel() {
    home.execute(this::cancelled);
  }

  private void start() {
    if (over) {
      return;
    }
    long nanos = control.connectTimeout().toNanos();
    startNanos = now();
    long deadlineNanos = startNanos + nanos;
    deadline = home.loop().schedule(this::timedOut, nanos, TimeUnit.NANOSECONDS);
    NameLookup names =
        control.networkAdapter().map(transport.names()::confinedTo).orElse(transport.names());
    lookup =
        home.await(
            LocalAddresses.side(transport, endpoints, control)
                .zipWhen(
                    local ->
                        new ServiceTargets(names, ServiceProtocol.TCP)
                            .find(endpoints.remoteHostName(), service)),
            found -> race(context(names, found.getT1()), found.getT2(), deadlineNanos),
            this::fail);
  }

  private ConnectContext context(NameLookup names, LocalSide local) {
    return new ConnectContext(home, transport, control, names, local, log);
  }

  private void race(ConnectContext context, List<Target> targets, long deadlineNanos) {
    if (!over) {
      Routes routes = new Routes(context);
      List<Candidate<Connected>> ways = targets.stream().map(routes::to).toList();
      race =
          Race.start(
              home.loop(), Pace.ofTargets(control), Candidates.of(ways), deadlineNanos, this);
    }
  }

  @Override
  public void connected(Connected won) {
    end(SocketErrorStatus.OPERATION_ABORTED);
    ended(Optional.empty());
    won.stream().opened(SocketRole.STREAM_CLIENT);
    Target beyond = won.beyond();
    if (beyond != null) {
      won.stream().failures().remote(beyond.unresolved());
    }
    receiver.onNext(new StreamSocket(won.stream(), control, opening()));
  }

  private Opening opening() {
    return new Opening(
        transport.name(),
        endpoints.remoteHostName(),
        endpoints.remoteServiceName(),
        log.attempts(),
        null,
        null);
  }

  @Override
  public void failed(List<Setback> setbacks) {
    fail(ConnectReport.failed(target(), log, setbacks));
  }

  private void fail(Throwable cause) {
    if (!over) {
      end(SocketErrorStatus.OPERATION_ABORTED);
      SocketOperationException failure =
          SocketOperationException.of(
              cause, SocketPhase.RESOLVE, SocketOperationException.RESOLVE, null, null);
      ended(Optional.of(failure.status()));
      receiver.onError(failure);
    }
  }

  private void timedOut() {
    SocketPhase underWay = log.phaseUnderWay();
    race.stop(SocketErrorStatus.CONNECTION_TIMED_OUT);
    fail(ConnectReport.timedOut(target(), underWay, control, log));
  }

  private void cancelled() {
    if (!over && deadline != null) {
      ended(Optional.of(SocketErrorStatus.OPERATION_ABORTED));
    }
    end(SocketErrorStatus.OPERATION_ABORTED);
  }

  private void end(SocketErrorStatus why) {
    over = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
    lookup.dispose();
    race.stop(why);
  }

  private void ended(Optional<SocketErrorStatus> failure) {
    control
        .metrics()
        .connectEnded(SocketRole.STREAM_CLIENT, Duration.ofNanos(now() - startNanos), failure);
  }

  private long now() {
    return home.loop().ticker().nanoTime();
  }

  private String target() {
    return "tcp://" + Target.text(endpoints.remoteHostName(), endpoints.remoteServiceName());
  }

  /** On any thread: the event loop is gone, and its channels with it. */
  private void transportIsGone() {
    receiver.onError(
        SocketOperationException.builder(SocketPhase.CONNECT, SocketOperationException.CONNECT)
            .status(SocketErrorStatus.OPERATION_ABORTED)
            .target(target())
            .hint("the transport was shut down")
            .build());
  }
}
