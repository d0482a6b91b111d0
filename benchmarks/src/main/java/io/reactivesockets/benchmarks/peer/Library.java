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

  /** A thread that blocks in a channel of the JDK. */
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
