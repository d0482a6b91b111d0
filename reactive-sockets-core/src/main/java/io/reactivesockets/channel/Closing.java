package io.reactivesockets.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import reactor.core.publisher.Mono;

/** The end of a channel. */
public final class Closing {

  private Closing() {}

  /**
   * Tells when a channel is closed. It does so after its event loop has ended, too, when Netty's
   * own future tells nobody any more.
   *
   * @param channel the channel
   * @return completes when it is closed; never fails
   */
  public static Mono<Void> of(Channel channel) {
    return Mono.create(
        sink -> {
          if (channel.closeFuture().isDone()) {
            sink.success();
            return;
          }
          ChannelFutureListener listener = closed -> sink.success();
          channel.closeFuture().addListener(listener);
          sink.onCancel(() -> channel.closeFuture().removeListener(listener));
        });
  }
}
