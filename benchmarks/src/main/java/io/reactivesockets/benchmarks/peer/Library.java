package io.reactivesockets.benchmarks.peer;

/** What is compared. A suite says which of them take part. */
public enum Library {
  /** Handlers on a Netty pipeline, without anything above, nor any option. */
  NETTY("netty"),

  /** The same with many datagrams for each system call. */
  NETTY_RECVMMSG("netty-recvmmsg"),

  /** The same with datagrams that the kernel joins, and those it takes apart. */
  NETTY_GRO("netty-gro"),

  /** The publishers of Reactor Netty, as its documentation shows them. */
  REACTOR_NETTY("reactor"),

  /** Eclipse Vert.x. */
  VERTX("vertx"),

  /** Java-WebSocket, on threads of its own. */
  JAVA_WEBSOCKET("java-websocket"),

  /** Jetty, with its own interface to WebSockets. */
  JETTY("jetty"),

  /** What the JDK has: a thread that blocks in a channel, or its client of WebSockets. */
  JDK("jdk"),

  /** This project. */
  REACTIVE_SOCKETS("ours");

  private final String label;

  Library(String label) {
    this.label = label;
  }

  /** The short name for tables. */
  public String label() {
    return label;
  }
}
