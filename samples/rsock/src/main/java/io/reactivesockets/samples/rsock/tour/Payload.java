package io.reactivesockets.samples.rsock.tour;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Bytes to send that are known by their number and checksum when they arrive. */
final class Payload {

  static final int CHUNK_BYTES = 65_536;

  private final byte[] chunk = new byte[CHUNK_BYTES];
  private final int chunks;

  /**
   * @param seed payloads of different seeds differ
   * @param chunks how many times 65,536 bytes
   */
  Payload(long seed, int chunks) {
    new SplittableRandom(seed).nextBytes(chunk);
    this.chunks = chunks;
  }

  long size() {
    return (long) chunks * CHUNK_BYTES;
  }

  Flux<ByteBuffer> bytes() {
    return Flux.range(0, chunks).map(i -> ByteBuffer.wrap(chunk));
  }

  /** Takes what arrives to its end, and fails unless it is this payload, byte for byte. */
  Mono<Void> expectIn(Flux<ByteBuffer> arriving) {
    return Mono.zip(Seen.in(arriving), Seen.in(bytes()))
        .flatMap(
            both ->
                both.getT1().equals(both.getT2())
                    ? Mono.empty()
                    : Mono.error(new SceneFailure(both.getT2(), both.getT1())));
  }

  /**
   * What was seen of a stream of bytes.
   *
   * @param size how many there were
   * @param checksum their CRC32C
   */
  record Seen(long size, long checksum) {

    static Mono<Seen> in(Flux<ByteBuffer> bytes) {
      return Mono.defer(
          () -> {
            CRC32C checksum = new CRC32C();
            return bytes
                .reduce(
                    0L,
                    (size, next) -> {
                      int count = next.remaining();
                      checksum.update(next);
                      return size + count;
                    })
                .map(size -> new Seen(size, checksum.getValue()));
          });
    }

    @Override
    public String toString() {
      return "%,d bytes with checksum %08x".formatted(size, checksum);
    }
  }
}
