package io.reactivesockets.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListenerControl;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/**
 * Clients that never read cost their budget and no more, and a healthy one among them is served as
 * if they were not there: 100 of them, or as many as {@code -Dws.stalled} says, which then also
 * times the healthy one with and without them in turn, and prints what it took.
 */
@Tag("once")
class StalledReadersTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final String ASKED = "ws.stalled";
  private static final int STALLED = Integer.getInteger(ASKED, 100);
  private static final int BUDGET = 65_536;
  private static final int ROUNDS = 9;
  private static final int WARM_UP = 20_000;
  private static final int ROUND_TRIPS = 5_000;
  private static final double MOST = 1.1;

  private final List<ServerMessageWebSocket> flooded = new CopyOnWriteArrayList<>();
  private final List<RawPeer> stalled = new ArrayList<>();
  private WebSocketListener listener;

  @BeforeEach
  void serve() {
    StreamSocketListenerControl socket =
        StreamSocketListenerControl.builder()
            .accepted(StreamSocketControl.builder().outboundBufferBytes(16_384).build())
            .build();
    listener =
        Objects.requireNonNull(
            WebSocketListener.bind(
                    "127.0.0.1", 0, WebSocketListenerControl.builder().socket(socket).build())
                .block(TIMEOUT));
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder()
            .pendingOutboundBytes(BUDGET)
            .pingInterval(Duration.ZERO)
            .closeTimeout(Duration.ofSeconds(1))
            .build();
    // Messages without an end to whoever connects to /chat; an echo for those of /echo.
    listener.messageSockets("/chat", control).subscribe(this::flood);
    listener
        .messageSockets("/echo", control)
        .subscribe(
            each -> each.send(each.frames()).subscribe(none -> {}, failure -> each.isOpen()));
  }

  private void flood(ServerMessageWebSocket socket) {
    flooded.add(socket);
    socket
        .send(Flux.generate(() -> 0, this::message))
        .subscribe(none -> {}, failure -> socket.isOpen());
  }

  private int message(int number, SynchronousSink<Frame> sink) {
    sink.next(Frame.binary(new byte[1_000]));
    return number + 1;
  }

  @AfterEach
  void stop() throws IOException {
    hangUp();
    listener.shutdown(Duration.ofSeconds(20)).block(TIMEOUT);
  }

  /** Opens those that never read, until all are stuck, which shows in sockets that take no more. */
  private void stall() throws IOException {
    for (int i = 0; i < STALLED; i++) {
      stalled.add(RawPeer.open(listener.port(), ""));
    }
    Flux.interval(Duration.ofMillis(200))
        .onBackpressureDrop()
        .map(tick -> flooded.stream().mapToLong(each -> each.information().bytesSent()).sum())
        .buffer(2, 1)
        .filter(
            two -> flooded.size() == STALLED && two.size() == 2 && two.get(0).equals(two.get(1)))
        .next()
        .block(TIMEOUT);
  }

  private void hangUp() throws IOException {
    for (RawPeer peer : stalled) {
      peer.close();
    }
    stalled.clear();
    Flux.fromIterable(flooded).flatMap(WebSocket::closed, Integer.MAX_VALUE).blockLast(TIMEOUT);
    flooded.clear();
  }

  @Test
  void stalled_readers_cost_their_budget() throws IOException {
    long before = usedBytes();

    stall();

    long queued =
        flooded.stream().mapToLong(each -> each.information().pendingOutboundBytes()).sum();
    long most =
        flooded.stream()
            .mapToLong(each -> each.information().pendingOutboundBytes())
            .max()
            .orElse(0);
    assertThat(flooded).hasSize(STALLED);
    assertThat(most).as("of one").isLessThanOrEqualTo(BUDGET * 105L / 100);
    assertThat(queued).as("of all").isLessThanOrEqualTo(STALLED * (BUDGET * 105L / 100));
    long grown = usedBytes() - before;
    System.out.printf(
        "%d stalled: %.2f budgets wait for each, buffers grew by %.2f budgets for each%n",
        STALLED, queued / (double) STALLED / BUDGET, grown / (double) STALLED / BUDGET);
    // Pools grow by megabytes.
    assertThat(grown).as("memory").isLessThan(STALLED * (BUDGET * 105L / 100) + (16 << 20));
  }

  @Test
  void a_healthy_session_is_served_among_them() throws IOException {
    stall();

    try (Healthy healthy = new Healthy(listener.port())) {
      assertThat(healthy.roundTrips(200)).hasSize(200);
    }
  }

  @Test
  @EnabledIfSystemProperty(named = ASKED, matches = ".+")
  void a_healthy_session_is_as_fast_as_without_them() throws IOException {
    double[] noise = new double[ROUNDS];
    double[] besidePlain = new double[ROUNDS];
    double[] among = new double[ROUNDS];
    try (Healthy healthy = new Healthy(listener.port())) {
      healthy.roundTrips(WARM_UP);
      stall();
      healthy.roundTrips(WARM_UP);
      for (int i = 0; i < ROUNDS; i++) {
        hangUp();
        double alone = p99(healthy);
        noise[i] = p99(healthy) / alone;
        try (StalledConnections plain = StalledConnections.open(STALLED)) {
          assertThat(plain.count()).isEqualTo(STALLED);
          besidePlain[i] = p99(healthy) / alone;
        }
        stall();
        among[i] = p99(healthy) / alone;
        System.out.printf(
            "alone %.1f us; again %.2f of it, beside plain connections %.2f, among them %.2f%n",
            alone, noise[i], besidePlain[i], among[i]);
      }
    }

    double moved = median(among);
    System.out.printf(
        "p99 of a healthy one among %d stalled: %.2f of that alone; beside as many plain"
            + " connections %.2f, alone once more %.2f (medians of %d rounds)%n",
        STALLED, moved, median(besidePlain), median(noise), ROUNDS);
    assertThat(moved).as("p99 among them, as a part of p99 alone").isLessThanOrEqualTo(MOST);
  }

  /**
   * The first round trips are thrown away: the kernel asks those that are stalled less and less
   * often, so these are among more of its questions than the others.
   */
  private static double p99(Healthy healthy) throws IOException {
    healthy.roundTrips(2 * WARM_UP);
    long[] took = healthy.roundTrips(ROUND_TRIPS);
    Arrays.sort(took);
    return took[took.length * 99 / 100] / 1_000.0;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** A client that reads what it is sent: an echo of 64 bytes, one at a time. */
  private static final class Healthy implements AutoCloseable {

    private static final int HEAD = 2;

    private final RawPeer peer;
    private final byte[] question;
    private final byte[] answer = new byte[HEAD + 64];

    Healthy(int port) throws IOException {
      peer = new RawPeer(port);
      peer.send(RawPeer.request(port, "").replace("/chat", "/echo"));
      assertThat(peer.readHead()).startsWith("HTTP/1.1 101");
      question = peer.frame(0x82, new byte[answer.length - HEAD]);
    }

    long[] roundTrips(int count) throws IOException {
      long[] took = new long[count];
      for (int i = 0; i < count; i++) {
        long start = System.nanoTime();
        peer.send(question);
        peer.readFully(answer);
        took[i] = System.nanoTime() - start;
      }
      return took;
    }

    @Override
    public void close() throws IOException {
      peer.close();
    }
  }

  /**
   * Connections that are stalled in the same way, with nothing of ours at either end: what they
   * cost a healthy one is the kernel's.
   */
  private static final class StalledConnections implements AutoCloseable {

    private final List<SocketChannel> ends = new ArrayList<>();
    private int count;

    static StalledConnections open(int count) throws IOException {
      StalledConnections made = new StalledConnections();
      try (ServerSocketChannel listening = ServerSocketChannel.open()) {
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        for (int i = 0; i < count; i++) {
          made.ends.add(SocketChannel.open(listening.getLocalAddress()));
          SocketChannel server = listening.accept();
          made.ends.add(server);
          server.setOption(StandardSocketOptions.SO_SNDBUF, 16_384);
          server.configureBlocking(false);
          while (server.write(ByteBuffer.allocate(65_536)) > 0) {
            // Until nothing more goes in.
          }
          made.count++;
        }
        return made;
      } catch (IOException | RuntimeException e) {
        made.close();
        throw e;
      }
    }

    int count() {
      return count;
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel end : ends) {
        end.close();
      }
    }
  }

  /**
   * What buffers hold beside the heap, where all that waits to be sent is. The heap itself says
   * little here: it is full of what the leak detector notes of each of these buffers.
   */
  private static long usedBytes() {
    long pooled =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    // Netty counts its own only where it allocates them without the JDK; else both count the same.
    return Math.max(pooled, PlatformDependent.usedDirectMemory());
  }
}
