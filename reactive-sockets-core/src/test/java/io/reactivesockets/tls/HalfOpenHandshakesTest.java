package io.reactivesockets.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.stream.StreamSocketListenerInformation;
import io.reactivesockets.testing.Tolerates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Clients that begin a handshake and never go on. */
@Tolerates(
    value = {"NativeSslSession", "DefaultOpenSslKeyMaterial", "more objects not released"},
    because = "sessions to resume and converted keys are kept with their context")
class HalfOpenHandshakesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration NEVER = Duration.ofMinutes(10);
  private static final String HOST = "localhost";
  private static final SocketProtectionLevel LEVEL = SocketProtectionLevel.TLS12;
  private static final TestAuthority ROOT = TestAuthority.root("Half-Open Root");
  private static final TlsCredentials SERVER = ROOT.peer(HOST);
  private static final int MANY = 1_000;
  private static final int MESSAGES = 100;

  /** A record header that promises a ClientHello of 512 bytes, and the first of them. */
  private static final byte[] BEGINNING = {0x16, 3, 1, 2, 0, 1, 0, 1};

  private final List<SocketChannel> stalled = new ArrayList<>();
  private final List<StreamSocketListener> listeners = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (SocketChannel channel : stalled) {
      channel.close();
    }
    Flux.fromIterable(listeners)
        .flatMap(listener -> listener.shutdown(Duration.ZERO))
        .blockLast(TIMEOUT);
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_thousand_of_them_disturb_neither_open_connections_nor_new_ones(TlsEngine engine)
      throws IOException {
    // given
    StreamSocketListener listener =
        echo(
            StreamSocketListenerControl.builder()
                .backlog(MANY)
                .tls(server(engine).handshakeTimeout(NEVER).build()));
    StreamSocket before = connect(listener, engine);
    exchange(before);

    // when
    for (int i = 0; i < MANY; i++) {
      stall(listener, i % 2 == 0 ? BEGINNING : new byte[0]);
    }
    StreamSocket after = connect(listener, engine);

    // then
    exchange(before);
    exchange(after);
    StreamSocketListenerInformation now = listener.information();
    assertThat(now.acceptedCount()).isEqualTo(MANY + 2);
    assertThat(now.refusedCount()).isZero();
    Mono.when(before.close(), after.close()).block(TIMEOUT);
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void no_more_are_accepted_than_the_bound_until_their_deadline_frees_room(TlsEngine engine)
      throws IOException {
    // given
    int bound = 4;
    StreamSocketListener listener =
        echo(
            StreamSocketListenerControl.builder()
                .maxPendingHandshakes(bound)
                .tls(server(engine).handshakeTimeout(Duration.ofSeconds(2)).build()));

    // when
    for (int i = 0; i < 2 * bound; i++) {
      stall(listener, BEGINNING);
    }
    Mono<StreamSocket> late =
        StreamSocket.connect(HOST, listener.port(), LEVEL, client(engine)).cache();
    late.subscribe(socket -> {}, failed -> {});
    await(() -> listener.information().acceptedCount() >= bound);

    // then
    StreamSocketListenerInformation full = listener.information();
    assertThat(full.acceptedCount() - full.refusedCount()).isLessThanOrEqualTo(bound);
    StreamSocket connected = late.blockOptional(TIMEOUT).orElseThrow();
    exchange(connected);
    assertThat(listener.information().refusedCount()).isGreaterThan(bound);
    connected.close().block(TIMEOUT);
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_hello_larger_than_the_bound_is_refused_at_its_first_record(TlsEngine engine)
      throws IOException {
    // given
    StreamSocketListener listener =
        echo(
            StreamSocketListenerControl.builder()
                .tls(server(engine).maxClientHelloBytes(1_024).handshakeTimeout(NEVER).build()));

    // when
    // A whole record of 512 bytes, with the beginning of a ClientHello of 65,536.
    stall(listener, Arrays.copyOf(new byte[] {0x16, 3, 1, 2, 0, 1, 1, 0, 0}, 5 + 512));

    // then
    await(() -> listener.information().refusedCount() == 1);
  }

  private static void await(BooleanSupplier condition) {
    Flux.interval(Duration.ofMillis(5))
        .filter(look -> condition.getAsBoolean())
        .blockFirst(TIMEOUT);
  }

  private static void exchange(StreamSocket socket) {
    List<Integer> numbers = IntStream.range(0, MESSAGES).boxed().toList();
    Flux<Integer> echoes =
        Flux.fromIterable(numbers)
            .concatMap(
                number ->
                    socket
                        .send(ByteBuffer.wrap(new byte[] {number.byteValue()}))
                        .then(socket.input().next())
                        .map(bytes -> (int) bytes.get()));
    StepVerifier.create(echoes).expectNextSequence(numbers).expectComplete().verify(TIMEOUT);
  }

  private void stall(StreamSocketListener listener, byte[] said) throws IOException {
    SocketChannel channel =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port()));
    stalled.add(channel);
    channel.write(ByteBuffer.wrap(said));
  }

  private StreamSocketListener echo(StreamSocketListenerControl.Builder control) {
    StreamSocketListener listener =
        StreamSocketListener.bind("127.0.0.1", 0, LEVEL, control.build())
            .blockOptional(TIMEOUT)
            .orElseThrow();
    listeners.add(listener);
    listener
        .connections()
        .flatMap(
            socket ->
                socket
                    .send(socket.input())
                    .then(socket.close())
                    .onErrorResume(failed -> socket.reset()))
        .subscribe(done -> {}, failed -> {});
    return listener;
  }

  private static StreamSocket connect(StreamSocketListener listener, TlsEngine engine) {
    return StreamSocket.connect(HOST, listener.port(), LEVEL, client(engine))
        .blockOptional(TIMEOUT)
        .orElseThrow();
  }

  private static TlsServerControl.Builder server(TlsEngine engine) {
    return TlsServerControl.builder(SERVER).engine(engine);
  }

  private static StreamSocketControl client(TlsEngine engine) {
    return StreamSocketControl.builder()
        .tls(
            TlsClientControl.builder()
                .engine(engine)
                .handshakeTimeout(TIMEOUT)
                .certificatePolicy(CertificatePolicy.builder().trust(ROOT.trust()).build())
                .build())
        .build();
  }
}
