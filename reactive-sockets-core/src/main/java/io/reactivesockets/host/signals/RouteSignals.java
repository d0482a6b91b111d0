package io.reactivesockets.host.signals;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * Tells at once that the kernel has changed a link, an address or a route; what it is like now is
 * for the hearer to look up.
 *
 * <p>Needs Linux with io_uring, for the JVM itself can open no socket of the family that tells it.
 */
public final class RouteSignals {

  private static final Logger LOG = LoggerFactory.getLogger(RouteSignals.class);
  private static final int RING_ENTRIES = 8;
  private static final Flux<RouteSignals> OF_THIS_MACHINE =
      Shared.of(Flux.create(RouteSignals::open, FluxSink.OverflowStrategy.LATEST));

  private static final RouteSignals SIGNAL = new RouteSignals();

  private RouteSignals() {}

  /**
   * Emits something when it begins to listen, and at each change of this machine's network.
   *
   * @return hot; one socket and one thread for all who listen; without demand the latest waits;
   *     completes at once, or later, where the system tells nothing; never fails. Subscribing may
   *     load native code: not for event loops.
   */
  public static Flux<RouteSignals> ofThisMachine() {
    return Flux.defer(() -> IoUring.isAvailable() ? OF_THIS_MACHINE : notTold());
  }

  private static Flux<RouteSignals> notTold() {
    LOG.debug("no io_uring: changes of the network are not told", IoUring.unavailabilityCause());
    return Flux.empty();
  }

  private static void open(FluxSink<RouteSignals> sink) {
    IoEventLoopGroup loops;
    try {
      loops =
          new MultiThreadIoEventLoopGroup(
              1,
              new DefaultThreadFactory("network-signals", true),
              IoUringIoHandler.newFactory(RING_ENTRIES));
    } catch (RuntimeException noRing) {
      LOG.debug("no ring is left: changes of the network are not told", noRing);
      sink.complete();
      return;
    }
    NetlinkSocket socket =
        new NetlinkSocket(
            () -> sink.next(SIGNAL),
            failure -> {
              LOG.debug("changes of the network are not told", failure);
              sink.complete();
            });
    sink.onDispose(
        () ->
            loops.execute(
                () -> socket.leave(() -> loops.shutdownGracefully(0, 1, TimeUnit.SECONDS))));
    loops
        .register(socket)
        .addListener(
            done -> {
              if (done.isSuccess()) {
                socket.open((IoRegistration) done.getNow());
              } else {
                sink.complete();
              }
            });
  }
}
