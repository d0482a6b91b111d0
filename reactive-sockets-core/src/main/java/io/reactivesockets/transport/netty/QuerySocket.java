package io.reactivesockets.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Tells when the socket of a question is open: until then the question must not be withdrawn, for
 * Netty's resolver would try to fail it a second time.
 */
final class QuerySocket extends ChannelInboundHandlerAdapter {

  private boolean ready;
  private Runnable whenReady = () -> {};

  /** Runs at once or as soon as the socket is open. Event loop only. */
  void onceReady(Runnable action) {
    if (ready) {
      action.run();
    } else {
      whenReady = action;
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    ready = true;
    context.fireChannelActive();
    whenReady.run();
  }
}
