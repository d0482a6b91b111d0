package io.reactivesockets.websocket.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.Transports;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.MessageWebSocketControl;
import io.reactivesockets.websocket.PermessageDeflate;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.WebSocketControl;
import io.reactivesockets.websocket.WebSocketListener;
import io.reactivesockets.websocket.WebSocketListenerControl;
import io.reactivesockets.websocket.conformance.Case.Weight;
import io.reactivesockets.websocket.conformance.Wire.Manner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * An echo on either end passes every case, plain and in TLS, on each transport.
 *
 * <p>By default all light cases run plain on the system's transport and every seventeenth of the
 * others; {@code -Dws.conformance=long} runs all on all, with {@code -Dws.conformance.messages}
 * compressed messages in each case of compression.
 */
@Tag("once")
class ConformanceTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final boolean LONG = "long".equals(System.getProperty("ws.conformance"));
  private static final int MESSAGES = Integer.getInteger("ws.conformance.messages", LONG ? 100 : 8);
  private static final int SHARE = 17;
  private static final SSLContext PEER_TLS = Tls.context();

  /** Listeners by where they listen, and the ends of their service. */
  private static final Map<Ground, WebSocketListener> LISTENERS = new HashMap<>();

  private static final List<Disposable> SERVED = new ArrayList<>();

  /** What a WebSocket stands on. */
  record Ground(Transport transport, boolean tls) {

    @Override
    public String toString() {
      return (tls ? "wss on " : "ws on ") + transport;
    }
  }

  /** A case on some ground, with its bytes in one of the manners. */
  record Trial(Case example, Ground ground, Manner manner) {

    @Override
    public String toString() {
      return example + " " + ground + " " + manner;
    }
  }

  static Stream<Trial> trials() {
    List<Case> cases = new ArrayList<>(Cases.all());
    cases.addAll(DeflateCases.all(MESSAGES));
    List<Trial> trials = new ArrayList<>();
    int turn = 0;
    for (Transport transport : Transports.all().toList()) {
      for (boolean tls : new boolean[] {false, true}) {
        Ground ground = new Ground(transport, tls);
        boolean main = turn++ == 0;
        for (int i = 0; i < cases.size(); i++) {
          Case example = cases.get(i);
          if (LONG || (main ? example.weight() == Weight.LIGHT || i % 5 == 0 : isMine(i, turn))) {
            if (LONG || example.weight() != Weight.HEAVY) {
              trials.add(new Trial(example, ground, manner(example, i + turn)));
            }
          }
        }
      }
    }
    return trials.stream();
  }

  private static boolean isMine(int index, int turn) {
    return index % SHARE == turn % SHARE;
  }

  private static Manner manner(Case example, int turn) {
    boolean small = example.weight() == Weight.LIGHT && !example.id().matches("1\\..*|7.1.6|10.*");
    return small ? Manner.values()[turn % 3] : Manner.AS_SAID;
  }

  @AfterAll
  static void stop() {
    for (WebSocketListener listener : LISTENERS.values()) {
      assertThat(listener.shutdown(Duration.ofSeconds(10)).block(TIMEOUT)).isZero();
    }
    SERVED.forEach(Disposable::dispose);
    LISTENERS.clear();
    SERVED.clear();
  }

  private static WebSocketListener listener(Ground ground) {
    return LISTENERS.computeIfAbsent(
        ground,
        any -> {
          StreamSocketListenerControl.Builder socket =
              StreamSocketListenerControl.builder().transport(ground.transport);
          if (ground.tls) {
            socket.tls(Tls.server());
          }
          ServerMessageWebSocketControl.Builder control = ServerMessageWebSocketControl.builder();
          allow(control);
          WebSocketListener listener =
              Objects.requireNonNull(
                  WebSocketListener.bind(
                          "127.0.0.1",
                          0,
                          WebSocketListenerControl.builder().socket(socket.build()).build())
                      .block(TIMEOUT));
          SERVED.add(
              listener
                  .messageSockets("/", control.build())
                  .flatMap(each -> each.send(each.frames()).onErrorComplete(), 1_000)
                  .subscribe());
          return listener;
        });
  }

  private static void allow(WebSocketControl.Builder<?> control) {
    control
        .maxMessageBytes(64 << 20)
        .maxInflatedBytes(64 << 20)
        .maxInflationRatio(1_100)
        .maxFragments(1 << 20)
        .deflate(PermessageDeflate.defaults());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trials")
  void a_server_passes(Trial trial) throws IOException {
    int port = listener(trial.ground).port();
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
    Socket socket =
        trial.ground.tls
            ? PEER_TLS.getSocketFactory().createSocket(plain, "127.0.0.1", port, true)
            : plain;
    try (Wire wire = Wire.client(socket, "/", trial.example.offer())) {
      trial.example.run(wire.speak(trial.manner));
    } finally {
      plain.close();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trials")
  void a_client_passes(Trial trial) throws Exception {
    CompletableFuture<Void> judged = new CompletableFuture<>();
    try (ServerSocket server =
        trial.ground.tls
            ? PEER_TLS
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())
            : new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread peer = new Thread(() -> examine(server, trial, judged), "fuzzing-server");
      peer.start();
      connect(trial.ground, server.getLocalPort())
          .flatMap(socket -> socket.send(socket.frames()).onErrorComplete().then(socket.closed()))
          .onErrorComplete(failure -> judged.isCompletedExceptionally())
          .block(TIMEOUT);
      judged.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      peer.join(TIMEOUT.toMillis());
    }
  }

  private static void examine(ServerSocket server, Trial trial, CompletableFuture<Void> judged) {
    try (Wire wire = Wire.server(server.accept(), trial.example.choice())) {
      trial.example.run(wire.speak(trial.manner));
      judged.complete(null);
    } catch (IOException | RuntimeException | AssertionError e) {
      judged.completeExceptionally(e);
    }
  }

  private static Mono<MessageWebSocket> connect(Ground ground, int port) {
    StreamSocketControl.Builder socket =
        Tls.trusting(StreamSocketControl.builder().transport(ground.transport));
    MessageWebSocketControl.Builder control =
        MessageWebSocketControl.builder().socket(socket.build());
    allow(control);
    String scheme = ground.tls ? "wss" : "ws";
    return MessageWebSocket.connect(
        URI.create(scheme + "://127.0.0.1:" + port + "/"), control.build());
  }
}
