/** Message and stream WebSockets, client and server, for reactive Java. */
module io.reactivesockets.websocket {
  requires transitive io.reactivesockets.core;
  requires transitive org.reactivestreams;
  requires transitive reactor.core;
  requires static transitive org.jspecify;
  requires reactor.netty.core;
  requires transitive reactor.netty.http;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.codec;
  requires io.netty.codec.http;
  requires io.netty.codec.http2;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.unix.common;
  requires org.slf4j;
  requires static spring.beans;
  requires static spring.context;
  requires static spring.core;
  requires static spring.web;
  requires static spring.webflux;

  exports io.reactivesockets.websocket;
  exports io.reactivesockets.websocket.netty;
  exports io.reactivesockets.websocket.spring;
}
