package io.reactivesockets.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The socket of one question, which is withdrawn when the socket is open: before that Netty's
 * resolver would try to fail the question a second time. Event loop only.
 */
final class QuerySocket extends ChannelInboundHandlerAdapter {

  private @Nullable Future<?> question;
  private boolean ready;
  private boolean withdrawn;

  /** Tells what is asked by it. */
  void serves(Future<?> asked) {
    question = asked;
  }

  /** Withdraws the question, at once or as soon as the socket is open. It closes then. */
  void withdraw() {
    withdrawn = true;
    Future<?> asked = question;
    if (ready && asked != null) {
      asked.cancel(false);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    ready = true;
    context.fireChannelActive();
    if (withdrawn) {
      withdraw();
    }
  }
}
