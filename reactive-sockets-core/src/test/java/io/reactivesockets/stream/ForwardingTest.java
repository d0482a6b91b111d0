package io.reactivesockets.stream;

import static io.reactivesockets.stream.SocketPair.TIMEOUT;
import static io.reactivesockets.stream.SocketPair.bytes;
import static io.reactivesockets.stream.SocketPair.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.nio.ByteBuffer;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** One socket sends what another receives; the four ends are on several event loops. */
class ForwardingTest {

  private static final int CHUNKS = 2_000;
  private static final int CHUNK_BYTES = 7_919;

  @OnEachTransport
  void what_goes_in_at_one_end_comes_out_at_the_other(Transport transport) {
    try (SocketPair in = SocketPair.on(transport);
        SocketPair out = SocketPair.on(transport)) {
      // given
      Flux<ByteBuffer> source = Flux.range(0, CHUNKS).map(ForwardingTest::chunk);
      Mono<Void> forwarding =
          out.client().send(in.server().input()).then(out.client().shutdownOutput());
      Mono<Void> sending = in.client().send(source).then(in.client().shutdownOutput());
      // when, then
      StepVerifier.create(
              Mono.zip(
                      forwarding.thenReturn(true),
                      sending.thenReturn(true),
                      out.server().input().reduce(0L, ForwardingTest::checked))
                  .map(all -> all.getT3()))
          .expectNext((long) CHUNKS * CHUNK_BYTES)
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void a_receiver_that_stalls_stalls_the_sender(Transport transport) {
    try (SocketPair in =
            SocketPair.on(
                transport,
                control -> control.outboundBufferBytes(4_096),
                control -> control.inboundBufferBytes(4_096).readAheadBytes(8_192));
        SocketPair out =
            SocketPair.on(
                transport,
                control -> control.outboundBufferBytes(4_096).pendingOutboundBytes(8_192),
                control -> control.inboundBufferBytes(4_096).readAheadBytes(8_192))) {
      // given
      Flux<ByteBuffer> source = Flux.range(0, CHUNKS).map(ForwardingTest::chunk);
      Disposable forwarding = out.client().send(in.server().input()).subscribe(null, e -> {});
      Disposable sending = in.client().send(source).subscribe(null, e -> {});
      // when
      Flux.interval(java.time.Duration.ofMillis(50))
          .map(tick -> in.server().information().receivedBytes())
          .buffer(6, 1)
          .filter(last -> last.get(0) > 0 && last.stream().distinct().count() == 1)
          .blockFirst(TIMEOUT);
      // then
      assertThat(out.client().information().pendingOutboundBytes()).isBetween(1L, 16_384L);
      assertThat(in.server().information().unreadBytes()).isLessThanOrEqualTo(8_192);
      forwarding.dispose();
      sending.dispose();
    }
  }

  @OnEachTransport
  void bytes_that_come_after_the_forwarding_was_cancelled_stay(Transport transport) {
    try (SocketPair in = SocketPair.on(transport);
        SocketPair out = SocketPair.on(transport)) {
      // given
      Disposable forwarding = out.client().send(in.server().input()).subscribe();
      Mono<String> first = in.client().send(bytes("first")).then(text(out.server(), 5));
      StepVerifier.create(first).expectNext("first").expectComplete().verify(TIMEOUT);
      // when
      forwarding.dispose();
      out.client().send(Mono.empty()).block(TIMEOUT);
      // then
      StepVerifier.create(in.client().send(bytes("second")).then(text(in.server(), 6)))
          .expectNext("second")
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  private static ByteBuffer chunk(int n) {
    byte[] bytes = new byte[CHUNK_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = at((long) n * CHUNK_BYTES + i);
    }
    return ByteBuffer.wrap(bytes);
  }

  private static long checked(long before, ByteBuffer bytes) {
    long at = before;
    while (bytes.hasRemaining()) {
      if (bytes.get() != at(at)) {
        throw new AssertionError("a wrong byte at " + at);
      }
      at++;
    }
    return at;
  }

  private static byte at(long position) {
    return (byte) (position ^ position >> 8 ^ position >> 16);
  }
}
