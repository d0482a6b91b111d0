package io.reactivesockets.websocket;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponse;

/** How a version of HTTP says the opening handshake of a client. */
interface OpeningDialect {

  /** Returns what was asked, and of whom. */
  ClientHandshake handshake();

  /** Returns the message to be written. */
  Object request();

  /** Returns whether the status of a response is that of an agreement. */
  boolean agrees(HttpResponse head);

  /**
   * Returns what a response that agrees agrees to.
   *
   * @throws IllegalArgumentException if it is not the answer to our request
   */
  ClientHandshake.Agreement accept(HttpResponse head);

  /** Returns whether the WebSocket is open with the head of the response, which has no end. */
  boolean opensWithHead();

  /** Takes out of the pipeline what a WebSocket needs no more. */
  void leave(ChannelPipeline pipeline);
}
