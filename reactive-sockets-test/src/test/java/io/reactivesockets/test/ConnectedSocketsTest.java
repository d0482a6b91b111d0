package io.reactivesockets.test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ConnectedSocketsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @OnEachTransport
  void what_one_end_sends_the_other_receives(Transport transport) {
    StreamSocketControl control = StreamSocketControl.builder().transport(transport).build();

    StepVerifier.create(
            Mono.usingWhen(
                ConnectedSockets.open(control, control),
                both ->
                    both.client()
                        .send(ByteBuffer.wrap("hello".getBytes(UTF_8)))
                        .then(both.server().input().next()),
                ConnectedSockets::close))
        .assertNext(bytes -> assertThat(UTF_8.decode(bytes).toString()).isEqualTo("hello"))
        .expectComplete()
        .verify(TIMEOUT);
  }
}
