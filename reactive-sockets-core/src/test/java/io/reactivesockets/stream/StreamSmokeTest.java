package io.reactivesockets.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.transport.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class StreamSmokeTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  static List<String> transports() {
    return Transport.available();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void echoes(String name) {
    Transport transport = Transport.byName(name);
    StreamSocketListener listener =
        StreamSocketListener.bind(
                "127.0.0.1", 0, StreamSocketListenerControl.builder().transport(transport).build())
            .block(TIMEOUT);
    Disposable server =
        listener.connections().flatMap(s -> s.send(s.input()).then(s.close())).subscribe();
    StreamSocket client =
        StreamSocket.connect(
                "127.0.0.1",
                listener.port(),
                StreamSocketControl.builder().transport(transport).build())
            .block(TIMEOUT);
    long total = 50_000_000L;
    int chunk = 50_000;
    Flux<ByteBuffer> source =
        Flux.range(0, (int) (total / chunk)).map(i -> ByteBuffer.wrap(new byte[chunk]));
    StepVerifier.create(
            client
                .input()
                .map(b -> (long) b.remaining())
                .reduce(0L, Long::sum)
                .doOnSubscribe(s -> client.send(source).then(client.shutdownOutput()).subscribe()))
        .expectNext(total)
        .expectComplete()
        .verify(TIMEOUT);
    System.err.println(client.information());
    StepVerifier.create(client.close()).expectComplete().verify(TIMEOUT);
    StepVerifier.create(listener.shutdown(TIMEOUT)).expectNext(0).expectComplete().verify(TIMEOUT);
    server.dispose();
    assertThat(client.isOpen()).isFalse();
    assertThat(UTF_8).isNotNull();
  }
}
