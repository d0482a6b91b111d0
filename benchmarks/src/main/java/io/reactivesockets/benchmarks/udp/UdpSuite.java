package io.reactivesockets.benchmarks.udp;

import static io.reactivesockets.benchmarks.peer.Peer.MESSAGE_BYTES;

import io.reactivesockets.benchmarks.load.DatagramLoads;
import io.reactivesockets.benchmarks.load.Load;
import io.reactivesockets.benchmarks.peer.Library;
import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import io.reactivesockets.benchmarks.run.Row;
import io.reactivesockets.benchmarks.run.Suite;
import java.util.List;

/** Datagram sockets. */
public final class UdpSuite implements Suite {

  /** The size of a long datagram. */
  static final int LONG_BYTES = 1_200;

  /** How many datagrams a server sends for each that asks for them. */
  public static final int GIVEN_DATAGRAMS = 4_096;

  /** How many of them go out together, where the server says when. */
  static final int FLUSHED_AT_ONCE = 64;

  private static final int MANY = 64;

  /** Datagrams of a train: what is usual (UDP_MAX_SEGMENTS of older kernels), and what fits. */
  private static final int SHORT_IN_A_TRAIN = 64;

  private static final int LONG_IN_A_TRAIN = 45;

  @Override
  public String name() {
    return "udp";
  }

  @Override
  public List<Library> libraries() {
    return List.of(
        Library.NETTY,
        Library.NETTY_RECVMMSG,
        Library.NETTY_GRO,
        Library.REACTOR_NETTY,
        Library.VERTX,
        Library.JDK,
        Library.REACTIVE_SOCKETS);
  }

  @Override
  public List<String> defaults() {
    return List.of("--transports", "epoll", "--rounds", "5", "--turn", "300", "--warm-up", "1000");
  }

  @Override
  public boolean has(Library library, String transport) {
    return switch (library) {
      case NETTY_RECVMMSG, NETTY_GRO -> transport.equals("epoll");
      default -> true;
    };
  }

  @Override
  public Peer peer(Library library) {
    return switch (library) {
      case NETTY -> new NettyUdp(NettyUdp.Way.DEFAULTS);
      case NETTY_RECVMMSG -> new NettyUdp(NettyUdp.Way.RECVMMSG);
      case NETTY_GRO -> new NettyUdp(NettyUdp.Way.GRO);
      case REACTOR_NETTY -> new ReactorNettyUdp();
      case VERTX -> new VertxUdp();
      case JDK -> new JdkUdp();
      case REACTIVE_SOCKETS -> new ReactiveSocketsUdp();
      default -> throw Suite.takesNoPart(library);
    };
  }

  @Override
  public List<Row> rows() {
    return List.of(
        above("in-64", "in, 64 B, above capacity", Service.TAKE_OWNED, MESSAGE_BYTES, 1),
        above("in-1200", "in, 1,200 B, above capacity", Service.TAKE_OWNED, LONG_BYTES, 1),
        half("half-64", "in, 64 B, at half of capacity", MESSAGE_BYTES, 1),
        half("half-1200", "in, 1,200 B, at half of capacity", LONG_BYTES, 1),
        above(
            "trains-64",
            "in, trains of 64 x 64 B, above capacity",
            Service.TAKE_OWNED,
            MESSAGE_BYTES,
            SHORT_IN_A_TRAIN),
        above(
            "trains-1200",
            "in, trains of 45 x 1,200 B, above capacity",
            Service.TAKE_OWNED,
            LONG_BYTES,
            LONG_IN_A_TRAIN),
        half(
            "half-trains-64",
            "in, trains of 64 x 64 B, at half of capacity",
            MESSAGE_BYTES,
            SHORT_IN_A_TRAIN),
        half(
            "half-trains-1200",
            "in, trains of 45 x 1,200 B, at half of capacity",
            LONG_BYTES,
            LONG_IN_A_TRAIN),
        echo("echo-1", "echo, 1 peer, 64 B, one outstanding", 1),
        echo("echo-64", "echo, 64 peers, 64 B, one outstanding each", MANY),
        Row.work(
            "out-1200",
            "out, 1,200 B to one peer",
            "datagrams",
            Service.GIVE,
            DatagramLoads.demand(GIVEN_DATAGRAMS)));
  }

  private static Row above(String name, String title, Service service, int bytes, int train) {
    return Row.work(name, title, "datagrams", service, DatagramLoads.flood(bytes, train));
  }

  private static Row half(String name, String title, int bytes, int train) {
    Load load = DatagramLoads.halfOfCapacity(bytes, train);
    return Row.lossy(name, title, "datagrams", Service.TAKE_OWNED, load);
  }

  private static Row echo(String name, String title, int peers) {
    return Row.work(
        name, title, "datagrams", Service.ECHO, DatagramLoads.pingPong(peers, MESSAGE_BYTES));
  }
}
