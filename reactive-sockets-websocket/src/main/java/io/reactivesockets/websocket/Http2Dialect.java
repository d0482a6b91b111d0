package io.reactivesockets.websocket;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;

/**
 * An extended CONNECT on a stream of its own, answered by 200 (RFC 8441 section 5); DATA is what
 * TCP is to RFC 6455.
 *
 * @param handshake what is asked
 */
record Http2Dialect(ClientHandshake handshake) implements OpeningDialect {

  @Override
  public Object request() {
    return new DefaultHttp2HeadersFrame(handshake.extendedConnect());
  }

  @Override
  public boolean agrees(HttpResponse head) {
    return head.status().codeClass() == HttpStatusClass.SUCCESS
        || head.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code();
  }

  @Override
  public ClientHandshake.Agreement accept(HttpResponse head) {
    // The codec adds it to every response without a length; HTTP/2 itself knows no such thing.
    head.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
    return handshake.acceptStream(head);
  }

  @Override
  public boolean opensWithHead() {
    return true;
  }

  @Override
  public void leave(ChannelPipeline pipeline) {
    // The frames of HTTP/2 stay below the WebSocket.
  }
}
