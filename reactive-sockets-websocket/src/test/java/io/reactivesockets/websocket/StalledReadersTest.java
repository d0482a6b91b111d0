package io.reactivesockets.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListenerControl;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
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
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/**
 * Clients that never read cost their budget and no more, and a healthy one among them is served as
 * if they were not there: 100 of them, or as many as {@code -Dws.stalled} says, which then prints
 * what the healthy one's round trips took.
 */
@Tag("once")
class StalledReadersTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final int STALLED = Integer.getInteger("ws.stalled", 100);
  private static final boolean TIMED = Integer.getInteger("ws.stalled") != null;
  private static final int BUDGET = 65_536;
  private static final int ROUND_TRIPS = TIMED ? 20_000 : 200;

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
    for (RawPeer peer : stalled) {
      peer.close();
    }
    listener.shutdown(Duration.ofSeconds(20)).block(TIMEOUT);
  }

  @Test
  void stalled_readers_cost_their_budget_and_disturb_nobody() throws IOException {
    long[] alone = roundTrips();
    long before = usedBytes();
    for (int i = 0; i < STALLED; i++) {
      stalled.add(RawPeer.open(listener.port(), ""));
    }
    // when: all are stuck, which shows in sockets that take no more
    awaitStill();
    long[] among = roundTrips();

    // then
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
    if (TIMED) {
      System.out.printf(
          "%d stalled: %d bytes wait in all (%.2f budgets each), buffers grew by %d (%.2f"
              + " budgets each)%nhealthy: p50 %.1f and p99 %.1f us alone, %.1f and %.1f among them,"
              + " p99 %.2f of before%n",
          STALLED,
          queued,
          queued / (double) STALLED / BUDGET,
          grown,
          grown / (double) STALLED / BUDGET,
          micros(alone, 50),
          micros(alone, 99),
          micros(among, 50),
          micros(among, 99),
          micros(among, 99) / micros(alone, 99));
    }
    // Pools grow by megabytes.
    assertThat(grown).as("memory").isLessThan(STALLED * (BUDGET * 105L / 100) + (16 << 20));
  }

  private void awaitStill() {
    Flux.interval(Duration.ofMillis(200))
        .onBackpressureDrop()
        .map(tick -> flooded.stream().mapToLong(each -> each.information().bytesSent()).sum())
        .buffer(2, 1)
        .filter(
            two -> flooded.size() == STALLED && two.size() == 2 && two.get(0).equals(two.get(1)))
        .next()
        .block(TIMEOUT);
  }

  private long[] roundTrips() {
    MessageWebSocket socket =
        Objects.requireNonNull(
            MessageWebSocket.connect(
                    URI.create("ws://127.0.0.1:" + listener.port() + "/echo"),
                    MessageWebSocketControl.defaults())
                .block(TIMEOUT));
    long[] took = new long[ROUND_TRIPS];
    for (int i = 0; i < ROUND_TRIPS; i++) {
      long start = System.nanoTime();
      socket.ping().block(TIMEOUT);
      took[i] = System.nanoTime() - start;
    }
    socket.close().block(TIMEOUT);
    Arrays.sort(took);
    return took;
  }

  private static double micros(long[] sorted, int percent) {
    return sorted[sorted.length * percent / 100] / 1_000.0;
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
