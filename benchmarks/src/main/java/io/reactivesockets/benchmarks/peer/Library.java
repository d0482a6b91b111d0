package io.reactivesockets.benchmarks.peer;

/** What is compared; the first is what the ratios refer to. */
public enum Library {
  /** Handlers on a Netty pipeline, without anything above. */
  NETTY("netty"),

  /** The publishers of Reactor Netty, as its documentation shows them. */
  REACTOR_NETTY("reactor"),

  /** This project. */
  REACTIVE_SOCKETS("ours"),
  /** Vert.x. */
  VERTX("vertx"),
  /** Java-WebSocket. */
  JAVA_WEBSOCKET("java-websocket"),
  /** Jetty's own interface to WebSockets. */
  JETTY("jetty"),
  /** The client of the JDK. */
  JDK("jdk");

  private final String label;

  Library(String label) {
    this.label = label;
  }

  /** The short name for tables. */
  public String label() {
    return label;
  }
}
