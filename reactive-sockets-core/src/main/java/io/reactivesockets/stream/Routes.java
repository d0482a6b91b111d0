package io.reactivesockets.stream;

import io.reactivesockets.host.HostName;
import io.reactivesockets.transport.internal.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The ways to a server: directly, through a proxy, or both. */
final class Routes {

  private final ConnectContext context;
  private final Optional<ProxyControl> proxy;

  /** A chosen local side, by address or adapter, leaves no room for a proxy. */
  Routes(ConnectContext context) {
    this.context = context;
    StreamSocketControl control = context.control();
    boolean direct = context.local().chosen() || control.networkAdapter().isPresent();
    this.proxy = direct ? Optional.empty() : control.proxy();
  }

  Candidate<Connected> to(Target target) {
    if (proxy.isEmpty() || proxy.get().bypasses(target.host(), target.port())) {
      return directly(target);
    }
    Candidate<Connected> throughProxy = through(proxy.get(), target);
    return proxy.get().raceDirect()
        ? race(() -> Candidates.of(List.of(directly(target), throughProxy)))
        : throughProxy;
  }

  private Candidate<Connected> directly(Target target) {
    return race(
        () ->
            context.addresses(
                target.host(),
                address ->
                    new AddressCandidate(context, new InetSocketAddress(address, target.port()))));
  }

  /**
   * The name goes to the proxy only if every address behind it is allowed: else what was decided
   * here would not bind the proxy.
   */
  private Candidate<Connected> through(ProxyControl by, Target target) {
    if (by.remoteResolution() && context.control().networkCapabilities().isAll()) {
      return new ProxyRoute(context, by, target);
    }
    return race(
        () -> context.addresses(target.host(), address -> through(by, address, target.port())));
  }

  private Candidate<Connected> through(ProxyControl by, InetAddress address, int port) {
    InetSocketAddress remote = new InetSocketAddress(address, port);
    ProxyRoute route = new ProxyRoute(context, by, new Target(HostName.of(address), port));
    return (deadlineNanos, outcome) -> {
      if (context.control().networkCapabilities().permitsOutbound(address)) {
        return route.start(deadlineNanos, outcome);
      }
      outcome.failed(List.of(context.log().begin(remote).failed(Setback.denied(remote))));
      return Attempt.NOTHING_TO_STOP;
    };
  }

  private Candidate<Connected> race(Supplier<Candidates<Connected>> candidates) {
    return (deadlineNanos, outcome) ->
        Race.start(context.loop(), context.pace(), candidates.get(), deadlineNanos, outcome);
  }
}
