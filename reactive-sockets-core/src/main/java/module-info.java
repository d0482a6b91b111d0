/** Sockets for reactive Java: streams, listeners, datagrams, names, errors and framing. */
module io.reactivesockets.core {
  requires transitive org.reactivestreams;
  requires transitive reactor.core;
  requires static transitive org.jspecify;
  requires java.net.http;
  requires reactor.netty.core;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.codec;
  requires io.netty.codec.dns;
  requires io.netty.codec.haproxy;
  requires io.netty.codec.http;
  requires io.netty.handler;
  requires io.netty.handler.proxy;
  requires io.netty.resolver;
  requires io.netty.resolver.dns;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.classes.io_uring;
  requires io.netty.transport.classes.kqueue;
  requires io.netty.transport.unix.common;
  requires jdk.net;
  requires org.slf4j;
  requires static micrometer.core;
  requires static io.netty.tcnative.classes.openssl;

  exports io.reactivesockets.datagram;
  exports io.reactivesockets.descriptor;
  exports io.reactivesockets.descriptor.unix to
      io.reactivesockets.triggers;
  exports io.reactivesockets.error;
  exports io.reactivesockets.framing;
  exports io.reactivesockets.tls;
  exports io.reactivesockets.tls.internal to
      io.reactivesockets.websocket;
  exports io.reactivesockets.host;
  exports io.reactivesockets.host.signals to
      io.reactivesockets.triggers;
  exports io.reactivesockets.metrics;
  exports io.reactivesockets.micrometer;
  exports io.reactivesockets.stream;
  exports io.reactivesockets.transport;
  exports io.reactivesockets.transport.netty;
  exports io.reactivesockets.channel to
      io.reactivesockets.triggers,
      io.reactivesockets.websocket;

  uses io.reactivesockets.transport.TransportProvider;

  provides io.reactivesockets.transport.TransportProvider with
      io.reactivesockets.transport.netty.EpollTransportProvider,
      io.reactivesockets.transport.netty.IoUringTransportProvider,
      io.reactivesockets.transport.netty.KQueueTransportProvider,
      io.reactivesockets.transport.netty.NioTransportProvider;
}
