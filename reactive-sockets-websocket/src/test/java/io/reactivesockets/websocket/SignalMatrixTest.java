package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Tolerates;
import io.reactivesockets.testing.Transports;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.websocket.OpenEnds.Kind;
import io.reactivesockets.websocket.OpenEnds.Role;
import io.reactivesockets.websocket.codec.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Whoever leaves, by whatever signal, at whatever moment: there is one terminal signal, the
 * WebSocket is as usable as before or gone altogether, and nothing is left behind.
 *
 * <p>By default all moments and signals on the system's transport, for each kind in turn on the
 * others; {@code -Dws.signals=long} is all on all.
 */
@Tag("once")
class SignalMatrixTest {

  private static final Duration LIMIT = OpenEnds.LIMIT;
  private static final boolean LONG = "long".equals(System.getProperty("ws.signals"));
  private static final byte[] LAST = hex("c0ffee");

  /** When it happens. */
  enum Moment {
    CONNECTING(Role.CLIENT),
    TLS_HANDSHAKE(Role.CLIENT),
    REQUEST_SENT(Role.CLIENT),
    HALF_OF_101_RECEIVED(Role.CLIENT),
    BINDING(Role.SERVER),
    ACCEPTING(Role.SERVER),
    HALF_OF_REQUEST_RECEIVED(Role.SERVER),
    LISTENER_CLOSING(Role.SERVER),
    RECEIVING(Role.CLIENT, Role.SERVER),
    RECEIVING_WITHIN_A_MESSAGE(Role.CLIENT, Role.SERVER),
    SENDING_MORE_THAN_THE_PEER_TAKES(Role.CLIENT, Role.SERVER),
    CLOSING(Role.CLIENT, Role.SERVER);

    final List<Role> roles;

    Moment(Role... roles) {
      this.roles = List.of(roles);
    }

    /** Whether there is an element at which the application may fail. */
    boolean hasElement() {
      return this == ACCEPTING || this == RECEIVING;
    }
  }

  /** One combination. */
  record Trial(Moment moment, Role role, Signal signal, Kind kind, Transport transport) {

    @Override
    public String toString() {
      return "%s %s, %s, %s on %s".formatted(role, moment, signal, kind, transport);
    }
  }

  static Stream<Trial> trials() {
    List<Trial> trials = new ArrayList<>();
    int turn = 0;
    for (Transport transport : Transports.all().toList()) {
      for (Moment moment : Moment.values()) {
        for (Role role : moment.roles) {
          for (Signal signal : Signal.values()) {
            if (signal != Signal.ERROR_IN_ON_NEXT || moment.hasElement()) {
              turn++;
              for (Kind kind : Kind.values()) {
                boolean all = LONG || trials.isEmpty() || transport == trials.get(0).transport;
                if (all || turn % Kind.values().length == kind.ordinal()) {
                  trials.add(new Trial(moment, role, signal, kind, transport));
                }
              }
            }
          }
        }
      }
    }
    return trials.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trials")
  @Tolerates(
      value = "element dropped by Reactor: WebSocketListener.*",
      because = "timeout drops what comes as it fires; that the library closes it is the point")
  void there_is_one_end_and_nothing_is_left(Trial trial) throws Exception {
    switch (trial.moment) {
      case CONNECTING -> connecting(trial);
      case TLS_HANDSHAKE -> opening(trial, "wss", conversation -> conversation.read(1));
      case REQUEST_SENT -> opening(trial, "ws", conversation -> conversation.readRequest());
      case HALF_OF_101_RECEIVED ->
          opening(
              trial,
              "ws",
              conversation -> {
                conversation.readRequest();
                conversation.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: webs");
              });
      case BINDING -> binding(trial);
      case ACCEPTING, HALF_OF_REQUEST_RECEIVED -> accepting(trial);
      case LISTENER_CLOSING -> listenerClosing(trial);
      case RECEIVING, RECEIVING_WITHIN_A_MESSAGE -> receiving(trial);
      case SENDING_MORE_THAN_THE_PEER_TAKES -> sending(trial);
      case CLOSING -> closing(trial);
      default -> throw new IllegalArgumentException(trial.toString());
    }
  }

  /** A flow under a signal. */
  private static final class Leaving {

    private final Signal signal;
    private final Sinks.Empty<Void> now = Sinks.empty();
    final SignalRecorder recorder = new SignalRecorder();

    Leaving(Trial trial, Flux<Object> flow) {
      signal = trial.signal;
      signal.applied(flow, now.asMono()).subscribe(recorder);
    }

    void leave() {
      if (signal == Signal.CANCEL) {
        recorder.cancel();
      } else {
        now.tryEmitEmpty();
        recorder.awaitEnd(LIMIT);
      }
    }

    /** Last of all, when everything else has had its time to go wrong. */
    void judge() {
      assertThat(recorder.ends())
          .isEqualTo(signal == Signal.CANCEL ? List.of() : List.of(signal.end));
    }
  }

  private static Flux<Object> connect(Trial trial, URI uri) {
    return OpenEnds.connect(trial.kind, uri, OpenEnds.socket(trial.transport))
        .cast(Object.class)
        .flux();
  }

  private static void connecting(Trial trial) throws IOException {
    try (FullBacklog full = new FullBacklog()) {
      Leaving leaving = new Leaving(trial, connect(trial, full.uri()));

      leaving.leave();

      leaving.judge();
    }
  }

  /** A port where connections get no answer, because nobody takes those that are there. */
  private static final class FullBacklog implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> waiting = new ArrayList<>();

    FullBacklog() throws IOException {
      try {
        for (int i = 0; i < 10; i++) {
          Socket socket = new Socket();
          waiting.add(socket);
          socket.connect(
              new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), 50);
        }
      } catch (SocketTimeoutException e) {
        // Now it is full.
      }
    }

    URI uri() {
      return URI.create("ws://127.0.0.1:" + listener.getLocalPort() + "/");
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : waiting) {
        socket.close();
      }
      listener.close();
    }
  }

  private static void opening(Trial trial, String scheme, ScriptedServer.Script script)
      throws IOException {
    CountDownLatch reached = new CountDownLatch(1);
    CompletableFuture<Void> gone = new CompletableFuture<>();
    ScriptedServer.Script whole =
        conversation -> {
          script.run(conversation);
          reached.countDown();
          try {
            conversation.readToEnd();
          } finally {
            gone.complete(null);
          }
        };
    try (ScriptedServer server = new ScriptedServer(whole)) {
      URI uri = URI.create(scheme + "://127.0.0.1:" + server.port() + "/");
      Leaving leaving = new Leaving(trial, connect(trial, uri));
      OpenEnds.awaitQuietly(reached);

      leaving.leave();

      gone.join();
      leaving.judge();
    }
  }

  private static void binding(Trial trial) {
    Leaving leaving =
        new Leaving(
            trial,
            WebSocketListener.bind("127.0.0.1", 0, OpenEnds.listenerControl(trial.transport))
                .cast(Object.class)
                .flux());

    leaving.leave();

    for (Object bound : leaving.recorder.items()) {
      ((WebSocketListener) bound).close().block(LIMIT);
    }
    if (leaving.recorder.items().isEmpty()) {
      leaving.judge();
    }
  }

  private static void accepting(Trial trial) throws IOException {
    WebSocketListener listener = OpenEnds.listener(trial.transport);
    Flux<Object> flow = OpenEnds.sockets(listener, trial.kind).cast(Object.class);
    // Connections are accepted as long as any path is served.
    SignalRecorder other = new SignalRecorder();
    listener.messageSockets("/other").cast(Object.class).subscribe(other);
    String request = RawPeer.request(listener.port(), "");
    Leaving leaving = new Leaving(trial, flow);
    try (RawPeer peer = new RawPeer(listener.port())) {
      if (trial.signal == Signal.ERROR_IN_ON_NEXT) {
        peer.send(request);
        leaving.recorder.awaitEnd(LIMIT);
        assertThat(peer.readHead()).startsWith("HTTP/1.1 101");
        // Nobody has it any more but the listener.
        Mono<Integer> shutdown = listener.shutdown(LIMIT).cache();
        shutdown.subscribe();
        assertThat(peer.readFrame()).isEqualTo("88 03e9");
        peer.sendFrame(0x88, hex("03e9"));
        assertThat(shutdown.block(LIMIT)).isZero();
      } else {
        int half = trial.moment == Moment.ACCEPTING ? 0 : request.length() / 2;
        peer.send(request.substring(0, half));

        leaving.leave();

        peer.send(request.substring(half));
        assertThat(peer.readHead()).startsWith("HTTP/1.1 404");
        assertThat(listener.shutdown(LIMIT).block(LIMIT)).isZero();
      }
    }
    other.awaitEnd(LIMIT);
    assertThat(other.ends()).isEqualTo(List.of("complete"));
    leaving.judge();
  }

  private static void listenerClosing(Trial trial) throws IOException {
    WebSocketListener listener = OpenEnds.listener(trial.transport);
    SignalRecorder sockets = new SignalRecorder();
    OpenEnds.sockets(listener, trial.kind).cast(Object.class).subscribe(sockets);
    try (RawPeer deaf = RawPeer.open(listener.port(), "")) {
      // An answer shows that the listener has counted it among its sockets.
      deaf.sendFrame(0x89, hex("01"));
      assertThat(deaf.readFrame()).isEqualTo("8a 01");
      Leaving leaving = new Leaving(trial, listener.shutdown(LIMIT).cast(Object.class).flux());
      assertThat(deaf.readFrame()).isEqualTo("88 03e9");

      leaving.leave();

      deaf.sendFrame(0x88, hex("03e9"));
      assertThat(deaf.readFrame()).isEqualTo("end");
      listener.closed().block(LIMIT);
      ((WebSocket) sockets.items().get(0)).closed().block(LIMIT);
      sockets.awaitEnd(LIMIT);
      assertThat(sockets.ends()).isEqualTo(List.of("complete"));
      leaving.judge();
    }
  }

  private static void receiving(Trial trial) throws IOException {
    try (OpenEnds ends = OpenEnds.open(trial.role, trial.kind, trial.transport)) {
      byte[] frame = ends.peer.frame(0x82, new byte[1_000]);
      int half = trial.moment == Moment.RECEIVING ? 0 : frame.length / 2;
      Leaving leaving = new Leaving(trial, ends.receive().cast(Object.class));
      if (trial.signal == Signal.ERROR_IN_ON_NEXT) {
        ends.peer.send(frame);
        leaving.recorder.awaitEnd(LIMIT);
      } else {
        // With the answer to the ping, what came in one piece with it has been read too.
        ends.peer.send(Bytes.concat(ends.peer.frame(0x89, hex("01")), Arrays.copyOf(frame, half)));
        assertThat(ends.peer.readFrame()).isEqualTo("8a 01");

        leaving.leave();

        ends.peer.send(Arrays.copyOfRange(frame, half, frame.length));
      }
      ends.peer.sendFrame(0x82, LAST);

      assertThat(allUntilLast(ends)).isEqualTo(LAST);
      ends.closeInOrder();
      leaving.judge();
    }
  }

  private static byte[] allUntilLast(OpenEnds ends) {
    return Objects.requireNonNull(
        ends.receive()
            .map(SignalMatrixTest::tail)
            .filter(tail -> Arrays.equals(tail, LAST))
            .next()
            .block(LIMIT));
  }

  private static byte[] tail(ByteBuffer bytes) {
    byte[] tail = new byte[Math.min(bytes.remaining(), LAST.length)];
    bytes.get(bytes.limit() - tail.length, tail);
    return tail;
  }

  private static void sending(Trial trial) throws IOException {
    try (OpenEnds ends = OpenEnds.open(trial.role, trial.kind, trial.transport)) {
      AtomicBoolean cancelled = new AtomicBoolean();
      Flux<byte[]> endless =
          Flux.<byte[]>generate(sink -> sink.next(new byte[1_000]))
              .doOnCancel(() -> cancelled.set(true));
      Leaving leaving = new Leaving(trial, ends.send(endless).cast(Object.class).flux());
      await(() -> ends.ours.session().information().pendingOutboundBytes() > 40_000);

      leaving.leave();

      assertThat(cancelled).isTrue();
      ends.send(Flux.just(LAST)).subscribe(nothing -> {}, failure -> {});
      String frame;
      do {
        frame = ends.peer.readFrame();
      } while (frame.length() > 1_000);
      assertThat(frame).isEqualTo("82 c0ffee");
      ends.closeInOrder();
      leaving.judge();
    }
  }

  private static void closing(Trial trial) throws IOException {
    try (OpenEnds ends = OpenEnds.open(trial.role, trial.kind, trial.transport)) {
      Leaving leaving = new Leaving(trial, ends.ours.close(1000, "").cast(Object.class).flux());
      assertThat(ends.peer.readFrame()).isEqualTo("88 03e8");

      leaving.leave();

      ends.peer.sendFrame(0x88, hex("03e8"));
      if (trial.role == Role.SERVER) {
        assertThat(ends.peer.readFrame()).isEqualTo("end");
      }
      ends.peer.close();
      assertThat(Objects.requireNonNull(ends.ours.closed().block(LIMIT)).clean()).isTrue();
      leaving.judge();
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) {
    Flux.interval(Duration.ZERO, Duration.ofMillis(2))
        .onBackpressureDrop()
        .filter(tick -> condition.holds())
        .next()
        .block(LIMIT);
  }
}
