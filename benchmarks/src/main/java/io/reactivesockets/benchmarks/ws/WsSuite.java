package io.reactivesockets.benchmarks.ws;

import io.reactivesockets.benchmarks.load.Load;
import io.reactivesockets.benchmarks.peer.Library;
import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import io.reactivesockets.benchmarks.run.Row;
import io.reactivesockets.benchmarks.run.Suite;
import java.util.List;
import java.util.function.Supplier;

/** Servers of WebSockets. */
public final class WsSuite implements Suite {

  /** There are many libraries and rows: a run of all must not take half a day. */
  static final List<String> BRIEF =
      List.of(
          "--transports", "epoll",
          "--rounds", "7",
          "--turn", "200",
          "--warm-up", "1200",
          "--memory-rounds", "1",
          "--connections", "5000");

  private static final String UNIT = "messages";
  private static final int SMALL = 64;
  private static final int LARGE = 16_384;
  private static final int NEWS = 1_024;
  private static final int MANY = 64;
  private static final int SOME = 8;
  private static final int CROWD = 1_000;
  private static final int SMALL_IN_FLIGHT = 128;
  private static final int LARGE_IN_FLIGHT = 4;
  private static final int SCRIPT = 128;

  @Override
  public String name() {
    return "ws";
  }

  @Override
  public List<Library> libraries() {
    return List.of(
        Library.NETTY,
        Library.REACTOR_NETTY,
        Library.REACTIVE_SOCKETS,
        Library.VERTX,
        Library.JAVA_WEBSOCKET,
        Library.JETTY);
  }

  @Override
  public List<String> defaults() {
    return BRIEF;
  }

  @Override
  public Peer peer(Library library) {
    return switch (library) {
      case NETTY -> new NettyWs();
      case REACTOR_NETTY -> new ReactorNettyWs();
      case REACTIVE_SOCKETS -> new ReactiveSocketsWs();
      case VERTX -> new VertxWs();
      case JAVA_WEBSOCKET -> new JavaWebSocketWs();
      case JETTY -> new JettyWs();
      default -> throw Suite.takesNoPart(library);
    };
  }

  @Override
  public List<Row> rows() {
    return List.of(
        plain("echo-1", "64 B binary, 1 connection, one outstanding", 1, 1, Payloads.BINARY, SMALL),
        plain(
            "echo-64",
            "64 B text, 64 connections, one outstanding on each",
            MANY,
            1,
            Payloads.TEXT,
            SMALL),
        plain(
            "pipelined-binary",
            "64 B binary, pipelined",
            SOME,
            SMALL_IN_FLIGHT,
            Payloads.BINARY,
            SMALL),
        plain(
            "pipelined-text", "64 B text, pipelined", SOME, SMALL_IN_FLIGHT, Payloads.TEXT, SMALL),
        plain("binary-16k", "16 KiB binary", SOME, LARGE_IN_FLIGHT, Payloads.BINARY, LARGE),
        plain("text-16k", "16 KiB text, ASCII", SOME, LARGE_IN_FLIGHT, Payloads.TEXT, LARGE),
        plain(
            "wide-16k",
            "16 KiB text, mostly not ASCII",
            SOME,
            LARGE_IN_FLIGHT,
            Payloads.WIDE_TEXT,
            LARGE),
        compressed(
            "deflate-echo-64",
            "deflate, 64 B text, 64 connections, one outstanding on each",
            MANY,
            1,
            Payloads.TEXT,
            SMALL),
        compressed(
            "deflate-pipelined",
            "deflate, 64 B text, pipelined",
            SOME,
            SMALL_IN_FLIGHT,
            Payloads.TEXT,
            SMALL),
        compressed(
            "deflate-text-16k",
            "deflate, 16 KiB text, ASCII",
            SOME,
            LARGE_IN_FLIGHT,
            Payloads.TEXT,
            LARGE),
        compressed(
            "deflate-binary-16k",
            "deflate, 16 KiB binary",
            SOME,
            LARGE_IN_FLIGHT,
            Payloads.BINARY,
            LARGE),
        fanOut("fan-out", "1 KiB text to 1,000 WebSockets", Service.FAN_OUT),
        fanOut(
            "deflate-fan-out",
            "deflate, 1 KiB text to 1,000 WebSockets",
            Service.FAN_OUT_COMPRESSED),
        idle("idle", "idle WebSocket", Service.ECHO),
        idle("deflate-idle", "idle WebSocket with deflate", Service.ECHO_COMPRESSED));
  }

  private static Row plain(
      String name, String title, int connections, int inFlight, Payloads kind, int bytes) {
    return Row.work(
        name, title, UNIT, Service.ECHO, echo(connections, inFlight, kind, bytes, false));
  }

  private static Row compressed(
      String name, String title, int connections, int inFlight, Payloads kind, int bytes) {
    return Row.work(
        name, title, UNIT, Service.ECHO_COMPRESSED, echo(connections, inFlight, kind, bytes, true));
  }

  private static Load echo(
      int connections, int inFlight, Payloads kind, int bytes, boolean compressed) {
    return WsLoads.echo(
        WsLoads.clients(connections, script(kind, bytes, compressed), compressed), inFlight);
  }

  private static Row fanOut(String name, String title, Service service) {
    boolean compressed = service.isCompressed();
    return Row.work(
        name,
        title,
        UNIT,
        service,
        WsLoads.fanOut(
            WsLoads.clients(CROWD, script(Payloads.TEXT, NEWS, compressed), compressed)));
  }

  private static Row idle(String name, String title, Service service) {
    boolean compressed = service.isCompressed();
    return Row.memory(
        name,
        title,
        service,
        echo(MANY, 1, Payloads.TEXT, NEWS, compressed),
        WsLoads.holding(script(Payloads.TEXT, NEWS, compressed), compressed));
  }

  private static Supplier<Script> script(Payloads kind, int bytes, boolean compressed) {
    return Script.lazily(kind, SCRIPT, bytes, true, compressed);
  }
}
