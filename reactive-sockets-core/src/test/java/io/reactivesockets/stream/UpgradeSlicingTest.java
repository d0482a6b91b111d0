package io.reactivesockets.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.reactivesockets.framing.ByteDecoder;
import io.reactivesockets.host.HostName;
import io.reactivesockets.testing.Tolerates;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsEngine;
import io.reactivesockets.tls.TlsServerControl;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Many upgrades on connections whose bytes arrive one by one on one side and as the kernel joined
 * them on the other. {@code -Dtls.upgrades=10000} makes it the long run.
 */
@Tolerates(
    value = {"NativeSslSession", "DefaultOpenSslKeyMaterial", "more objects not released"},
    because = "sessions to resume and converted keys are kept with their context")
class UpgradeSlicingTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String HOST = "localhost";
  private static final TestAuthority ROOT = TestAuthority.root("Slicing Root");

  /** On which side bytes arrive one by one. */
  enum Sliced {
    CLIENT,
    SERVER
  }

  static Stream<Arguments> enginesAndSides() {
    return Stream.of(TlsEngine.values())
        .flatMap(engine -> Stream.of(Sliced.values()).map(side -> Arguments.of(engine, side)));
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1}]")
  @MethodSource("enginesAndSides")
  void no_byte_is_lost_however_an_upgrade_is_sliced(TlsEngine engine, Sliced side) {
    // given
    int upgrades = Integer.getInteger("tls.upgrades", 100);
    StreamSocketListener listener =
        StreamSocketListener.bind(
                "127.0.0.1",
                0,
                StreamSocketListenerControl.builder()
                    .tls(TlsServerControl.builder(ROOT.peer(HOST)).engine(engine).build())
                    .build())
            .blockOptional(TIMEOUT)
            .orElseThrow();
    StreamSocketControl control =
        StreamSocketControl.builder()
            .tls(
                TlsClientControl.builder()
                    .engine(engine)
                    .certificatePolicy(CertificatePolicy.builder().trust(ROOT.trust()).build())
                    .build())
            .build();
    int port = Integer.parseInt(listener.information().localPort());
    var serving =
        listener
            .connections()
            .flatMap(socket -> serve(socket, side).onErrorResume(failed -> socket.reset()), 8)
            .subscribe(done -> {}, failed -> {});

    // when
    Long echoed =
        Flux.range(0, upgrades)
            .flatMap(
                round ->
                    StreamSocket.connect("127.0.0.1", port, control)
                        .flatMap(socket -> talk(socket, side, round)),
                4)
            .count()
            .block(Duration.ofMinutes(20));

    // then
    assertThat(echoed).isEqualTo(upgrades);
    assertThat(listener.shutdown(TIMEOUT).block(TIMEOUT.plus(TIMEOUT))).isZero();
    serving.dispose();
  }

  private static Mono<Void> serve(StreamSocket socket, Sliced side) {
    if (side == Sliced.SERVER) {
      slice(socket);
    }
    return line(socket)
        .then(send(socket, "220 go\n"))
        .then(socket.upgradeToTls(SocketProtectionLevel.TLS12))
        .then(line(socket))
        .flatMap(secret -> send(socket, "echo " + secret))
        .then(socket.close());
  }

  private static Mono<String> talk(StreamSocket socket, Sliced side, int round) {
    if (side == Sliced.CLIENT) {
      slice(socket);
    }
    String secret = "secret " + round + "\n";
    return send(socket, "STARTTLS\n")
        .then(line(socket))
        .flatMap(go -> socket.upgradeToTls(SocketProtectionLevel.TLS12, HostName.of(HOST)))
        .then(send(socket, secret))
        .then(line(socket))
        .doOnNext(echo -> assertThat(echo).isEqualTo("echo " + secret))
        .flatMap(echo -> socket.close().thenReturn(echo));
  }

  private static void slice(StreamSocket socket) {
    socket.stream()
        .execute(() -> socket.stream().channel().pipeline().addFirst(new OneByteAtATime()));
  }

  private static Mono<Void> send(StreamSocket socket, String text) {
    return Mono.defer(() -> socket.send(ByteBuffer.wrap(text.getBytes(UTF_8))));
  }

  private static Mono<String> line(StreamSocket socket) {
    return Mono.defer(() -> socket.input(() -> new LineDecoder()).next());
  }

  private static final class OneByteAtATime extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      while (bytes.isReadable()) {
        context.fireChannelRead(bytes.readRetainedSlice(1));
      }
      bytes.release();
    }
  }

  private static final class LineDecoder implements ByteDecoder<String> {
    @Override
    public @Nullable String decode(ByteBuffer input, boolean endOfInput) {
      for (int i = input.position(); i < input.limit(); i++) {
        if (input.get(i) == '\n') {
          byte[] line = new byte[i + 1 - input.position()];
          input.get(line);
          return new String(line, UTF_8);
        }
      }
      return null;
    }
  }
}
