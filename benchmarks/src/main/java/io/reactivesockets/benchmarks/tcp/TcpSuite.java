package io.reactivesockets.benchmarks.tcp;

import static io.reactivesockets.benchmarks.peer.Peer.CHUNK_BYTES;
import static io.reactivesockets.benchmarks.peer.Peer.MESSAGE_BYTES;

import io.reactivesockets.benchmarks.load.Client;
import io.reactivesockets.benchmarks.load.Held;
import io.reactivesockets.benchmarks.load.Loads;
import io.reactivesockets.benchmarks.peer.Library;
import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import io.reactivesockets.benchmarks.run.Row;
import io.reactivesockets.benchmarks.run.Suite;
import java.util.List;

/** Stream sockets and listeners. */
public final class TcpSuite implements Suite {

  private static final int MANY = 64;
  private static final int SOME = 8;
  private static final int IN_FLIGHT = 128;
  private static final int AT_A_TIME = 16;

  @Override
  public String name() {
    return "tcp";
  }

  @Override
  public Peer peer(Library library) {
    return switch (library) {
      case NETTY -> new NettyTcp();
      case REACTOR_NETTY -> new ReactorNettyTcp();
      case REACTIVE_SOCKETS -> new ReactiveSocketsTcp();
      default -> throw Suite.takesNoPart(library);
    };
  }

  @Override
  public List<Row> rows() {
    return List.of(
        Row.work(
            "echo-1",
            "echo, 1 connection, 64 B, one outstanding",
            "messages",
            Service.ECHO,
            Loads.pingPong(1, MESSAGE_BYTES)),
        Row.work(
            "echo-64",
            "echo, 64 connections, 64 B, one outstanding on each",
            "messages",
            Service.ECHO,
            Loads.pingPong(MANY, MESSAGE_BYTES)),
        Row.work(
            "pipelined-bytes",
            "pipelined echo, bytes as they come",
            "messages",
            Service.ECHO,
            Loads.pipeline(SOME, MESSAGE_BYTES, IN_FLIGHT)),
        Row.work(
            "pipelined-messages",
            "pipelined echo, each message of 64 B an element",
            "messages",
            Service.ECHO_MESSAGES,
            Loads.pipeline(SOME, MESSAGE_BYTES, IN_FLIGHT)),
        Row.work(
            "pipelined-frames",
            "pipelined echo, each behind its length, taken off and put on",
            "messages",
            Service.ECHO_FRAMES,
            Loads.frames(SOME, MESSAGE_BYTES, IN_FLIGHT)),
        Row.work(
            "bulk-in-owned",
            "bulk in, each read a heap buffer of the receiver",
            "B",
            Service.TAKE_OWNED,
            Loads.bulkIn(Client.MAX_BYTES)),
        Row.work(
            "bulk-in-place",
            "bulk in, looked at where it lies",
            "B",
            Service.TAKE_IN_PLACE,
            Loads.bulkIn(Client.MAX_BYTES)),
        Row.work(
            "bulk-out",
            "bulk out, heap buffers of " + CHUNK_BYTES / 1_024 + " KiB",
            "B",
            Service.GIVE,
            Loads.bulkOut(Client.MAX_BYTES)),
        Row.work(
            "accept-echo",
            "accept, a byte each way, close",
            "connections",
            Service.ECHO,
            Loads.visits(AT_A_TIME)),
        Row.work(
            "accept",
            "accept and close",
            "connections",
            Service.ACCEPT_AND_CLOSE,
            Loads.arrivals(AT_A_TIME)),
        Row.memory(
            "idle",
            "idle connection",
            Service.ECHO,
            Loads.pingPong(MANY, MESSAGE_BYTES),
            Held::open));
  }
}
