package io.reactivesockets.benchmarks.ws;

import io.reactivesockets.benchmarks.peer.Library;
import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import io.reactivesockets.benchmarks.run.Row;
import io.reactivesockets.benchmarks.run.Suite;
import java.util.List;

/** Clients of WebSockets, which mask what they send. */
public final class WsClientSuite implements Suite {

  private static final int SMALL = 64;
  private static final int LARGE = 16_384;
  private static final int SOME = 8;
  private static final int SMALL_IN_FLIGHT = 128;
  private static final int LARGE_IN_FLIGHT = 4;
  private static final int SCRIPT = 128;

  @Override
  public String name() {
    return "ws-client";
  }

  @Override
  public List<Library> libraries() {
    return List.of(
        Library.NETTY,
        Library.REACTOR_NETTY,
        Library.REACTIVE_SOCKETS,
        Library.JAVA_WEBSOCKET,
        Library.JDK);
  }

  @Override
  public List<String> defaults() {
    return WsSuite.BRIEF;
  }

  @Override
  public Peer peer(Library library) {
    return new DialingPeer(
        switch (library) {
          case NETTY -> Dialers::netty;
          case REACTOR_NETTY -> Dialers::reactorNetty;
          case REACTIVE_SOCKETS -> Dialers::reactiveSockets;
          case JAVA_WEBSOCKET -> Dialers::javaWebSocket;
          case JDK -> Dialers::jdk;
          default -> throw Suite.takesNoPart(library);
        });
  }

  @Override
  public List<Row> rows() {
    return List.of(
        row("echo-1", "64 B binary, 1 connection, one outstanding", 1, 1, Payloads.BINARY, SMALL),
        row(
            "pipelined-binary",
            "64 B binary, pipelined",
            SOME,
            SMALL_IN_FLIGHT,
            Payloads.BINARY,
            SMALL),
        row("binary-16k", "16 KiB binary", SOME, LARGE_IN_FLIGHT, Payloads.BINARY, LARGE),
        row("text-16k", "16 KiB text, ASCII", SOME, LARGE_IN_FLIGHT, Payloads.TEXT, LARGE));
  }

  private static Row row(
      String name, String title, int connections, int inFlight, Payloads kind, int bytes) {
    Callback opening = new Callback(connections, Script.lazily(kind, SCRIPT, bytes, false, false));
    return Row.work(name, title, "messages", Service.ECHO, WsLoads.echo(opening, inFlight));
  }
}
