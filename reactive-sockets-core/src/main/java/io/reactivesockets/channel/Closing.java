package io.reactivesockets.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUringIoHandler;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/**
 * The end of a channel: its descriptor is closed, and its port free.
 *
 * <p>Netty's own future is done earlier on some transports. The JDK closes what was registered with
 * a selector when it selects the next time, and io_uring when it is handed the next operations:
 * until then the kernel lets peers in, and nobody else has the port.
 */
public final class Closing {

  private Closing() {}

  /**
   * Tells when a channel is closed. It does so after its event loop has ended, too, when Netty's
   * own future tells nobody any more.
   *
   * @param channel the channel
   * @param loop its event loop
   * @return completes when it is closed; never fails
   */
  public static Mono<Void> of(Channel channel, EventLoop loop) {
    return Mono.create(
        sink -> {
          if (channel.closeFuture().isDone()) {
            whenReleased(loop, sink::success);
            return;
          }
          ChannelFutureListener listener = closed -> whenReleased(loop, sink::success);
          channel.closeFuture().addListener(listener);
          sink.onCancel(() -> channel.closeFuture().removeListener(listener));
        });
  }

  /** In a later turn, when all that uses the channel has been told that it is closed. */
  private static void whenReleased(EventLoop loop, Runnable action) {
    OnLoop.later(
        loop,
        () -> {
          if (isReleasedAtOnce(loop)) {
            action.run();
          } else {
            behindNextRound(loop, action);
          }
        });
  }

  private static boolean isReleasedAtOnce(EventLoop loop) {
    return !(loop instanceof IoEventLoop io)
        || !(io.isIoType(NioIoHandler.class) || io.isIoType(IoUringIoHandler.class));
  }

  /** What is due is looked for before other tasks run, so what becomes due by one waits a round. */
  private static void behindNextRound(EventLoop loop, Runnable action) {
    if (loop.isShuttingDown()) {
      // It might not take what is due any more, and closes all that it has.
      action.run();
    } else {
      loop.schedule(() -> {}, 0, TimeUnit.NANOSECONDS).addListener(done -> action.run());
    }
  }
}
