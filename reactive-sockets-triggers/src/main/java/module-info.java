/** Socket broker, activity trigger and control channel. */
module io.reactivesockets.triggers {
  requires transitive io.reactivesockets.core;
  requires static transitive org.jspecify;
  requires io.netty.common;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires org.slf4j;

  exports io.reactivesockets.triggers.activity;
  exports io.reactivesockets.triggers.broker;
}
