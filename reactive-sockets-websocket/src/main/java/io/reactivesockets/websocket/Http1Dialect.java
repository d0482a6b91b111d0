package io.reactivesockets.websocket;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * A GET that asks for an upgrade, answered by 101 (RFC 6455 section 4).
 *
 * @param handshake what is asked
 * @param http the codec of the channel, which leaves it with the answer
 */
record Http1Dialect(ClientHandshake handshake, HttpClientCodec http) implements OpeningDialect {

  @Override
  public Object request() {
    return handshake.request();
  }

  @Override
  public boolean agrees(HttpResponse head) {
    return head.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code();
  }

  @Override
  public ClientHandshake.Agreement accept(HttpResponse head) {
    return handshake.accept(head);
  }

  @Override
  public boolean opensWithHead() {
    return false;
  }

  @Override
  public void leave(ChannelPipeline pipeline) {
    pipeline.remove(http);
  }
}
