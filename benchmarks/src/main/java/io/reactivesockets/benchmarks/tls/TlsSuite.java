package io.reactivesockets.benchmarks.tls;

import static io.reactivesockets.benchmarks.peer.Peer.CHUNK_BYTES;
import static io.reactivesockets.benchmarks.peer.Peer.MESSAGE_BYTES;

import io.reactivesockets.benchmarks.load.Client;
import io.reactivesockets.benchmarks.load.Load;
import io.reactivesockets.benchmarks.load.Loads;
import io.reactivesockets.benchmarks.peer.Library;
import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import io.reactivesockets.benchmarks.run.Row;
import io.reactivesockets.benchmarks.run.Suite;
import io.reactivesockets.benchmarks.tcp.NettyTcp;
import io.reactivesockets.benchmarks.tcp.ReactiveSocketsTcp;
import io.reactivesockets.benchmarks.tcp.ReactorNettyTcp;
import io.reactivesockets.tls.TlsEngine;
import io.reactivesockets.tls.TlsServerControl;
import java.util.List;
import java.util.Locale;

/** Stream sockets and listeners with TLS 1.3, AES-128-GCM and an EC certificate. */
public final class TlsSuite implements Suite {

  private static final int MANY = 64;
  private static final int SOME = 8;
  private static final int IN_FLIGHT = 128;
  private static final int AT_A_TIME = 4;
  private static final int HALF_OPEN = 1_000;

  private final TlsEngine engine;

  public TlsSuite(TlsEngine engine) {
    this.engine = engine;
  }

  @Override
  public String name() {
    return "tls-" + engine.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Peer peer(Library library) {
    return switch (library) {
      case NETTY -> new NettyTcp(Certificate.context(engine));
      case REACTOR_NETTY -> new ReactorNettyTcp(Certificate.context(engine));
      case REACTIVE_SOCKETS ->
          new ReactiveSocketsTcp(
              TlsServerControl.builder(Certificate.credentials()).engine(engine).build());
      default -> throw Suite.takesNoPart(library);
    };
  }

  @Override
  public List<Row> rows() {
    Load manyEchoes = Loads.pingPong(MANY, MESSAGE_BYTES);
    return List.of(
        row(
            "echo-1",
            "echo, 1 connection, 64 B, one outstanding",
            Loads.pingPong(1, MESSAGE_BYTES)),
        row("echo-64", "echo, 64 connections, 64 B, one outstanding on each", manyEchoes),
        row(
            "echo-64-half-open",
            "the same beside 1,000 half-open handshakes",
            Loads.besideHalfOpen(HALF_OPEN, manyEchoes)),
        row(
            "pipelined-bytes",
            "pipelined echo, bytes as they come",
            Loads.pipeline(SOME, MESSAGE_BYTES, IN_FLIGHT)),
        Row.work(
            "bulk-in-owned",
            "bulk in, each read a heap buffer of the receiver",
            "B",
            Service.TAKE_OWNED,
            Loads.overTls(Loads.bulkIn(Client.MAX_BYTES))),
        Row.work(
            "bulk-out",
            "bulk out, heap buffers of " + CHUNK_BYTES / 1_024 + " KiB",
            "B",
            Service.GIVE,
            Loads.overTls(Loads.bulkOut(Client.MAX_BYTES))),
        Row.work(
            "accept-echo",
            "accept, handshake, a byte each way, close",
            "connections",
            Service.ECHO,
            Loads.overTls(Loads.visits(AT_A_TIME))));
  }

  private static Row row(String name, String title, Load load) {
    return Row.work(name, title, "messages", Service.ECHO, Loads.overTls(load));
  }
}
