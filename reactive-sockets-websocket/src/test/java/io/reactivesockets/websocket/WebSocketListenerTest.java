package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.hex;
import static io.reactivesockets.websocket.codec.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import io.reactivesockets.websocket.codec.Bytes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** The listener: paths, demand, refusals, shutdown. */
class WebSocketListenerTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  static Stream<Transport> transports() {
    return Transport.available().stream().map(Transport::byName);
  }

  private final List<WebSocketListener> listeners = new ArrayList<>();
  private final List<Disposable> subscribers = new ArrayList<>();
  private final List<Transport> transports = new ArrayList<>();

  private WebSocketListener bind(WebSocketListenerControl control) {
    WebSocketListener listener =
        Objects.requireNonNull(WebSocketListener.bind("127.0.0.1", 0, control).block(TIMEOUT));
    listeners.add(listener);
    return listener;
  }

  private WebSocketListener bind() {
    return bind(WebSocketListenerControl.defaults());
  }

  /** One whose one thread reads what came first before what came later, and lets it wait. */
  private WebSocketListener bindToOneThread() {
    Transport oneThread = Transport.open("nio", TransportControl.builder().threads(1).build());
    transports.add(oneThread);
    return bind(
        WebSocketListenerControl.builder()
            .socket(StreamSocketListenerControl.builder().transport(oneThread).build())
            .requestTimeout(Duration.ofMinutes(1))
            .build());
  }

  /** Takes all sockets of a path. */
  private void takeAll(WebSocketListener listener, String path) {
    taking(listener.messageSockets(path).subscribe());
  }

  private void taking(Disposable subscriber) {
    subscribers.add(subscriber);
  }

  /** Asks for a WebSocket at a path. */
  private static void request(RawPeer peer, WebSocketListener listener, String path)
      throws IOException {
    peer.send(RawPeer.request(listener.port(), "").replace("/chat", path));
  }

  /** Waits until one thread has read all requests before this one. */
  private void awaitRead(WebSocketListener listener) throws IOException {
    takeAll(listener, "/other");
    try (RawPeer last = new RawPeer(listener.port())) {
      request(last, listener, "/other");
      assertThat(last.readHead()).startsWith("HTTP/1.1 101");
    }
  }

  @AfterEach
  void end() {
    for (WebSocketListener listener : listeners) {
      listener.shutdown(Duration.ofSeconds(10)).block(TIMEOUT);
    }
    subscribers.forEach(Disposable::dispose);
    for (Transport transport : transports) {
      transport.shutdown(Duration.ZERO, TIMEOUT).block(TIMEOUT);
    }
  }

  /** Asks for nothing by itself. */
  private static class AsksForNothing extends BaseSubscriber<ServerMessageWebSocket> {
    @Override
    protected void hookOnSubscribe(Subscription subscription) {}
  }

  private static URI uri(WebSocketListener listener, String path) {
    return URI.create("ws://127.0.0.1:" + listener.port() + path);
  }

  @ParameterizedTest(name = "over {0}")
  @MethodSource("transports")
  void clients_are_served_by_path(Transport transport) {
    WebSocketListener listener =
        bind(
            WebSocketListenerControl.builder()
                .socket(StreamSocketListenerControl.builder().transport(transport).build())
                .build());
    taking(
        listener
            .messageSockets("/text")
            .flatMap(socket -> socket.send(socket.frames()).onErrorComplete())
            .subscribe());
    taking(
        listener
            .streamSockets("/bytes")
            .flatMap(socket -> socket.send(socket.input()).onErrorComplete())
            .subscribe());
    MessageWebSocket messages = MessageWebSocket.connect(uri(listener, "/text?x=1")).block(TIMEOUT);
    assertThat(messages).isNotNull();
    messages.send(Frame.text("hello")).block(TIMEOUT);
    assertThat(messages.frames().blockFirst(TIMEOUT)).isEqualTo(Frame.text("hello"));
    StreamWebSocket stream = StreamWebSocket.connect(uri(listener, "/bytes")).block(TIMEOUT);
    assertThat(stream).isNotNull();
    stream.send(ByteBuffer.wrap(hex("0102"))).block(TIMEOUT);
    assertThat(stream.input().blockFirst(TIMEOUT)).isEqualTo(ByteBuffer.wrap(hex("0102")));
    assertThat(listener.openSockets()).isEqualTo(2);
    messages.close(1000, "").block(TIMEOUT);
    stream.close().block(TIMEOUT);
    StepVerifier.create(MessageWebSocket.connect(uri(listener, "/other")))
        .expectErrorSatisfies(
            e -> assertThat(WebSocketError.statusOf(e)).isEqualTo(WebErrorStatus.NOT_FOUND))
        .verify(TIMEOUT);
  }

  @Test
  void a_shutdown_that_is_done_at_its_deadline_drops_nothing() {
    WebSocketListener listener =
        Objects.requireNonNull(WebSocketListener.bind("127.0.0.1", 0).block(TIMEOUT));
    for (int i = 0; i < 5_000; i++) {
      assertThat(listener.shutdown(Duration.ZERO).block(TIMEOUT)).isZero();
    }
  }

  @Test
  void two_paths_that_take_all_there_are_go_on_accepting() throws IOException {
    WebSocketListener listener = bind();
    takeAll(listener, "/chat");
    takeAll(listener, "/other");
    for (int i = 0; i < 1_100; i++) {
      RawPeer.open(listener.port(), "").close();
    }
  }

  @Test
  void a_request_is_answered_when_a_socket_is_asked_for() throws IOException {
    WebSocketListener listener = bind();
    try (RawPeer first = new RawPeer(listener.port());
        RawPeer second = new RawPeer(listener.port())) {
      request(first, listener, "/a");
      request(second, listener, "/a");
      StepVerifier.create(listener.messageSockets("/a"), 0)
          .thenRequest(1)
          .expectNextCount(1)
          .thenRequest(1)
          .expectNextCount(1)
          .thenCancel()
          .verify(TIMEOUT);
      assertThat(first.readHead()).startsWith("HTTP/1.1 101");
      assertThat(second.readHead()).startsWith("HTTP/1.1 101");
    }
  }

  @Test
  void a_request_whose_subscriber_leaves_before_its_turn_is_for_the_next_one() throws IOException {
    WebSocketListener listener = bindToOneThread();
    Sinks.One<ServerMessageWebSocket> taken = Sinks.one();
    BaseSubscriber<ServerMessageWebSocket> first =
        new AsksForNothing() {
          @Override
          protected void hookOnNext(ServerMessageWebSocket socket) {
            taken.tryEmitValue(socket);
            cancel();
          }
        };
    listener.messageSockets("/chat").subscribe(first);
    try (RawPeer one = new RawPeer(listener.port());
        RawPeer two = new RawPeer(listener.port())) {
      request(one, listener, "/chat");
      request(two, listener, "/chat");
      awaitRead(listener);

      first.request(2);
      assertThat(one.readHead()).startsWith("HTTP/1.1 101");
      taken.asMono().flatMap(socket -> socket.send(Frame.text("for you"))).block(TIMEOUT);
      assertThat(one.readFrame()).isEqualTo("81 " + Bytes.hex(utf8("for you")));
      takeAll(listener, "/chat");

      assertThat(two.readHead()).startsWith("HTTP/1.1 101");
    }
  }

  @Test
  void requests_that_wait_are_for_the_next_subscriber_on_its_terms() throws IOException {
    WebSocketListener listener = bindToOneThread();
    ServerMessageWebSocketControl anyOrigin =
        ServerMessageWebSocketControl.builder().allowedOrigins(Set.of("*")).build();
    ServerMessageWebSocketControl ownOrigin =
        ServerMessageWebSocketControl.builder().supportedProtocols(List.of("chat")).build();
    BaseSubscriber<ServerMessageWebSocket> idle = new AsksForNothing();
    listener.messageSockets("/chat", anyOrigin).subscribe(idle);
    Sinks.One<ServerMessageWebSocket> taken = Sinks.one();
    try (RawPeer stranger = new RawPeer(listener.port());
        RawPeer friend = new RawPeer(listener.port())) {
      stranger.send(RawPeer.request(listener.port(), "Origin: https://elsewhere.example\r\n"));
      friend.send(RawPeer.request(listener.port(), "Sec-WebSocket-Protocol: chat\r\n"));
      awaitRead(listener);

      idle.cancel();
      taking(listener.messageSockets("/chat", ownOrigin).subscribe(taken::tryEmitValue));

      assertThat(stranger.readHead()).startsWith("HTTP/1.1 403");
      assertThat(friend.readHead())
          .startsWith("HTTP/1.1 101")
          .containsIgnoringCase("sec-websocket-protocol: chat");
      taken.asMono().flatMap(socket -> socket.send(Frame.text("for you"))).block(TIMEOUT);
      assertThat(friend.readFrame()).isEqualTo("81 " + Bytes.hex(utf8("for you")));
    }
  }

  @Test
  void closing_refuses_the_requests_that_wait_and_completes_whoever_comes_later()
      throws IOException {
    WebSocketListener listener = bindToOneThread();
    listener.messageSockets("/chat").subscribe(new AsksForNothing());
    try (RawPeer waiting = new RawPeer(listener.port())) {
      request(waiting, listener, "/chat");
      awaitRead(listener);

      listener.close().block(TIMEOUT);

      assertThat(waiting.readHead()).startsWith("HTTP/1.1 503");
      StepVerifier.create(listener.messageSockets("/late")).expectComplete().verify(TIMEOUT);
    }
  }

  @Test
  void a_request_that_waits_for_demand_too_long_is_answered_503() throws IOException {
    WebSocketListener listener =
        bind(WebSocketListenerControl.builder().requestTimeout(Duration.ofMillis(500)).build());
    takeAll(listener, "/a");
    AsksForNothing idle = new AsksForNothing();
    taking(idle);
    listener.messageSockets("/b").subscribe(idle);
    try (RawPeer peer = new RawPeer(listener.port())) {
      request(peer, listener, "/b");
      assertThat(peer.readHead()).startsWith("HTTP/1.1 503");
    }
  }

  @Test
  void nothing_is_kept_of_clients_that_went_away_before_anybody_asked_for_them() throws Exception {
    WebSocketListener listener = bind();
    takeAll(listener, "/a");
    AsksForNothing idle = new AsksForNothing();
    taking(idle);
    listener.messageSockets("/b").subscribe(idle);
    int before = liveUpgrades();

    for (int i = 0; i < 300; i++) {
      try (RawPeer peer = new RawPeer(listener.port())) {
        request(peer, listener, "/b");
      }
    }

    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (liveUpgrades() > before + 100 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(liveUpgrades()).isLessThanOrEqualTo(before + 100);
  }

  /** How many requests the heap still knows of, by a census of what is alive. */
  private static int liveUpgrades() throws Exception {
    String census =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    return census
        .lines()
        .map(String::strip)
        .filter(line -> line.matches(".*\\." + ServerUpgrade.class.getSimpleName() + "( .*)?"))
        .mapToInt(line -> Integer.parseInt(line.split("\\s+")[1]))
        .sum();
  }

  @Test
  void a_connection_that_sends_no_request_is_closed_at_the_deadline() throws IOException {
    WebSocketListener listener =
        bind(WebSocketListenerControl.builder().requestTimeout(Duration.ofMillis(300)).build());
    takeAll(listener, "/a");
    try (RawPeer peer = new RawPeer(listener.port())) {
      peer.send("GET /a HTTP/1.1\r\nHost: x\r\n");
      assertThat(peer.readFrame()).isEqualTo("end");
    }
  }

  @Test
  void headers_that_are_too_large_are_refused() throws IOException {
    WebSocketListener listener = bind();
    takeAll(listener, "/a");
    try (RawPeer peer = new RawPeer(listener.port())) {
      peer.send(RawPeer.request(listener.port(), "X: " + "y".repeat(20_000) + "\r\n"));
      assertThat(peer.readHead()).startsWith("HTTP/1.1 431");
    }
  }

  @Test
  void a_client_that_does_not_wait_for_the_answer_is_cut() throws IOException {
    WebSocketListener listener = bind();
    takeAll(listener, "/b");
    try (RawPeer peer = new RawPeer(listener.port())) {
      String request = RawPeer.request(listener.port(), "").replace("/chat", "/nothing");
      peer.send(request + request);
      assertThat(peer.readHead()).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void shutdown_says_1001_and_cuts_those_that_do_not_answer() throws IOException {
    WebSocketListener listener = bind();
    taking(
        listener
            .messageSockets("/chat")
            .flatMap(socket -> socket.frames().then().onErrorComplete())
            .subscribe());
    try (RawPeer polite = RawPeer.open(listener.port(), "");
        RawPeer deaf = RawPeer.open(listener.port(), "")) {
      polite.sendFrame(0x89, utf8("x"));
      assertThat(polite.readFrame()).isEqualTo("8a " + Bytes.hex(utf8("x")));
      deaf.sendFrame(0x89, utf8("y"));
      assertThat(deaf.readFrame()).isEqualTo("8a " + Bytes.hex(utf8("y")));
      Mono<Integer> shutdown = listener.shutdown(Duration.ofSeconds(1)).cache();
      shutdown.subscribe();
      assertThat(polite.readFrame()).isEqualTo("88 03e9");
      polite.sendFrame(0x88, hex("03e9"));
      assertThat(polite.readFrame()).isEqualTo("end");
      assertThat(deaf.readFrame()).isEqualTo("88 03e9");
      assertThat(shutdown.block(TIMEOUT)).isEqualTo(1);
      assertThat(listener.openSockets()).isZero();
    }
  }
}
