/** Socket broker, activity trigger and control channel. */
module io.reactivesockets.triggers {
  requires transitive io.reactivesockets.core;
  requires transitive io.reactivesockets.websocket;
  requires transitive org.reactivestreams;
  requires transitive reactor.core;
  requires static transitive org.jspecify;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires static org.crac;
  requires org.slf4j;

  exports io.reactivesockets.triggers.activity;
  exports io.reactivesockets.triggers.control;
  exports io.reactivesockets.triggers.parking;
  exports io.reactivesockets.triggers.handover;
  exports io.reactivesockets.triggers.broker;
}
