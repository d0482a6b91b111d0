package io.reactivesockets.websocket.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.websocket.AnyMessageWebSocket;
import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.MessageWebSocketControl;
import io.reactivesockets.websocket.PermessageDeflate;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.WebSocketClosed;
import io.reactivesockets.websocket.WebSocketControl;
import io.reactivesockets.websocket.WebSocketListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * Each peer of the zoo ends with its code and its typed error, on either side, whether the
 * application reads or not; never is more kept of what it sends than the read-ahead allows.
 */
@Tag("once")
class HostilePeersTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(90);
  private static final String PATIENT = "/";
  private static final String IMPATIENT = "/impatient";
  private static final int READ_AHEAD = 65_536;

  /**
   * Beyond the read-ahead stands at most what one message or one read brings; and once the peer has
   * gone, what the kernel still held of it, in which an empty message counts for ten times its
   * bytes.
   */
  private static final int SLACK = 1_048_576 + 200_000;

  private static final int KERNEL = 6 << 20;

  /** What a flood gets until it is taken to be held up. */
  private static final int HELD_UP_SECONDS = 2;

  private static final int END_SECONDS = 30;

  private static WebSocketListener listener;

  /** A WebSocket under attack: what it came to, and the most that it ever kept. */
  private static final class Victim {

    final CompletableFuture<WebSocketClosed> closed = new CompletableFuture<>();
    final CompletableFuture<Optional<Throwable>> received = new CompletableFuture<>();
    final AtomicLong kept = new AtomicLong();
    final boolean reading;
    private Disposable watch = () -> {};

    private Runnable read = () -> {};

    Victim(boolean reading) {
      this.reading = reading;
    }

    void under(AnyMessageWebSocket socket) {
      read = () -> socket.frames().then().subscribe(none -> {}, this::failed, () -> failed(null));
      watch =
          Flux.interval(Duration.ofMillis(20)).onBackpressureDrop().subscribe(tick -> look(socket));
      if (reading) {
        read();
      }
      socket
          .closed()
          .subscribe(
              end -> {
                look(socket);
                watch.dispose();
                if (!reading) {
                  read();
                }
                closed.complete(end);
              });
    }

    void read() {
      read.run();
    }

    private void failed(Throwable failure) {
      received.complete(Optional.ofNullable(failure));
    }

    private void look(AnyMessageWebSocket socket) {
      var now = socket.information();
      kept.accumulateAndGet(now.unreadBytes() + now.pendingOutboundBytes(), Math::max);
    }
  }

  private static final AtomicReference<Consumer<AnyMessageWebSocket>> arrival =
      new AtomicReference<>(socket -> {});

  @BeforeAll
  static void listen() {
    listener = Objects.requireNonNull(WebSocketListener.bind("127.0.0.1", 0).block(TIMEOUT));
    ServerMessageWebSocketControl.Builder control =
        careful(ServerMessageWebSocketControl.builder());
    listener
        .messageSockets(PATIENT, control.build())
        .subscribe(socket -> arrival.get().accept(socket));
    listener
        .messageSockets(IMPATIENT, impatient(control).build())
        .subscribe(socket -> arrival.get().accept(socket));
  }

  private static <B extends WebSocketControl.Builder<B>> B impatient(B control) {
    return control.pingInterval(Duration.ofMillis(500)).pongTimeout(Duration.ofMillis(500));
  }

  private static String pathFor(HostilePeer hostile) {
    return hostile == HostilePeer.SILENT_AFTER_101 ? IMPATIENT : PATIENT;
  }

  private static <B extends WebSocketControl.Builder<B>> B careful(B control) {
    return control
        .deflate(PermessageDeflate.defaults())
        .readAheadBytes(READ_AHEAD)
        .closeTimeout(Duration.ofSeconds(2));
  }

  @AfterAll
  static void everybodyHasGone() {
    assertThat(listener.shutdown(Duration.ofSeconds(10)).block(TIMEOUT)).isZero();
    assertThat(listener.openSockets()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void a_server_that_reads_withstands(HostilePeer hostile) throws Exception {
    server(hostile, true);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void a_server_whose_application_never_looks_withstands(HostilePeer hostile) throws Exception {
    server(hostile, false);
  }

  private static void server(HostilePeer hostile, boolean reading) throws Exception {
    Victim victim = new Victim(reading);
    arrival.set(victim::under);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        Wire wire = Wire.client(socket, pathFor(hostile), "permessage-deflate")) {
      attack(hostile, wire, victim);
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void a_client_that_reads_withstands(HostilePeer hostile) throws Exception {
    client(hostile, true);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void a_client_whose_application_never_looks_withstands(HostilePeer hostile) throws Exception {
    client(hostile, false);
  }

  private static void client(HostilePeer hostile, boolean reading) throws Exception {
    Victim victim = new Victim(reading);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      URI uri = URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/");
      MessageWebSocketControl.Builder control = careful(MessageWebSocketControl.builder());
      if (pathFor(hostile).equals(IMPATIENT)) {
        impatient(control);
      }
      CompletableFuture<MessageWebSocket> opened =
          MessageWebSocket.connect(uri, control.build()).doOnNext(victim::under).toFuture();
      try (Wire wire =
          Wire.server(
              server.accept(),
              (path, offer) ->
                  "permessage-deflate; server_no_context_takeover; client_no_context_takeover")) {
        opened.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        attack(hostile, wire, victim);
      }
    }
  }

  private static void attack(HostilePeer hostile, Wire wire, Victim victim) throws Exception {
    CompletableFuture<Void> attack =
        CompletableFuture.runAsync(
            () -> {
              try {
                hostile.attack(wire);
              } catch (IOException | AssertionError e) {
                // Cut off, which is for the other side to judge.
              }
            });
    String said = closeFrameOf(hostile, wire, attack);
    WebSocketClosed closed = await(hostile, victim, wire, attack);

    int most = READ_AHEAD + SLACK + (wire.isGivenUp() ? 11 * KERNEL : 0);
    assertThat(victim.kept.get()).as("most bytes kept").isLessThan(most);
    if (hostile.status != null || !wire.isGivenUp()) {
      judge(hostile, closed, said);
      Optional<Throwable> received = victim.received.get(20, TimeUnit.SECONDS);
      assertThat(received.map(HostilePeersTest::statusOf))
          .isEqualTo(Optional.ofNullable(hostile.status));
    }
  }

  private static SocketErrorStatus statusOf(Throwable failure) {
    assertThat(failure).isInstanceOf(SocketOperationException.class);
    return ((SocketOperationException) failure).status();
  }

  private static WebSocketClosed await(
      HostilePeer hostile, Victim victim, Wire wire, CompletableFuture<Void> attack)
      throws Exception {
    try {
      boolean heldUp = hostile == HostilePeer.FLOOD_OF_EMPTY_MESSAGES && !victim.reading;
      return victim.closed.get(heldUp ? HELD_UP_SECONDS : END_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // Held up by its own flood, as it should be, until somebody looks.
      wire.giveUp();
      victim.read();
      attack.get(20, TimeUnit.SECONDS);
      return victim.closed.get(20, TimeUnit.SECONDS);
    }
  }

  private static String closeFrameOf(HostilePeer hostile, Wire wire, CompletableFuture<Void> attack)
      throws Exception {
    if (hostile.code == 0) {
      return "";
    }
    // Reads beside the attack, so that what the endpoint says gets out.
    Heard heard = wire.hear();
    while (heard.what().equals("pong") || heard.what().equals("ping")) {
      heard = wire.hear();
    }
    attack.get(60, TimeUnit.SECONDS);
    return heard.what();
  }

  private static void judge(HostilePeer hostile, WebSocketClosed closed, String said) {
    assertThat(closed.failure().map(SocketOperationException::status))
        .isEqualTo(Optional.ofNullable(hostile.status));
    if (hostile.code != 0) {
      assertThat(closed.sent().map(CloseStatus::code)).contains(hostile.code);
      assertThat(said).isEqualTo("close");
    }
    if (hostile.status != null && hostile.code == 0) {
      assertThat(closed.status()).isEqualTo(CloseStatus.ABNORMAL);
    }
  }
}
