package io.reactivesockets.stream;

import static io.reactivesockets.stream.SocketPair.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Tag("once")
class StalledReadersTest {

  private static final int SESSIONS = 1_000;
  private static final int BOUND = 8_192;

  @OnEachTransport
  void a_thousand_stalled_readers_stay_within_their_bounds(Transport transport) {
    // Given sessions whose senders always have more, and nobody who reads
    StreamSocketControl small =
        StreamSocketControl.builder()
            .transport(transport)
            .readAheadBytes(BOUND)
            .inboundBufferBytes(8_192)
            .outboundBufferBytes(8_192)
            .pendingOutboundBytes(4_096)
            .build();
    StreamSocketListener listener =
        StreamSocketListener.bind(
                "127.0.0.1",
                0,
                StreamSocketListenerControl.builder().transport(transport).accepted(small).build())
            .block(TIMEOUT);
    Mono<List<StreamSocket>> readers = listener.connections().take(SESSIONS).collectList();
    Mono<List<StreamSocket>> senders =
        Flux.range(0, SESSIONS)
            .flatMap(i -> StreamSocket.connect("127.0.0.1", listener.port(), small), 50)
            .collectList();
    var both = Mono.zip(readers, senders).block(TIMEOUT);
    Flux<ByteBuffer> endless = Flux.generate(sink -> sink.next(ByteBuffer.allocate(4_096)));
    var sending =
        Flux.fromIterable(both.getT2())
            .flatMap(socket -> socket.send(endless).onErrorComplete(), Integer.MAX_VALUE)
            .subscribe();

    // When TCP has stopped them all
    Flux.interval(Duration.ofMillis(100))
        .map(tick -> sum(both.getT2(), StreamSocketInformation::sentBytes))
        .buffer(5, 1)
        .filter(last -> last.get(0) > 0 && last.stream().distinct().count() == 1)
        .blockFirst(TIMEOUT);

    // Then each reader holds something, and none more than its bound
    assertThat(both.getT1())
        .allSatisfy(reader -> assertThat(reader.information().unreadBytes()).isBetween(1, BOUND));
    assertThat(sum(both.getT2(), StreamSocketInformation::pendingOutboundBytes))
        .isLessThanOrEqualTo(SESSIONS * (4_096L + 4_096L));

    sending.dispose();
    Flux.fromIterable(both.getT1())
        .concatWith(Flux.fromIterable(both.getT2()))
        .flatMap(StreamSocket::reset, 100)
        .then(listener.close())
        .block(TIMEOUT);
  }

  private static long sum(
      List<StreamSocket> sockets,
      java.util.function.ToLongFunction<StreamSocketInformation> figure) {
    return sockets.stream().map(StreamSocket::information).mapToLong(figure).sum();
  }
}
