package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * Cuts a stream of bytes into frames, and turns payloads into such frames.
 *
 * <p>A framer holds no state of any stream and serves all of them at once; {@link #newDecoder()}
 * makes what one stream needs. {@link Framing} has the usual framers; others implement this
 * interface.
 *
 * <p>What {@code decode} emits is what {@code encode} takes: a decoded payload encodes to a frame
 * that decodes to the same payload.
 */
public interface Framer {

  /**
   * Returns a decoder for one stream, which emits each frame as a heap buffer of the caller's own.
   *
   * @return a new decoder
   */
  ByteDecoder<ByteBuffer> newDecoder();

  /**
   * Returns the frame that carries a payload, in one buffer that shares no memory with it.
   *
   * @param payload the bytes from position to limit; the position is not moved
   * @return a heap buffer, of the caller
   * @throws IllegalArgumentException if the frame cannot carry these bytes: the decoder would give
   *     back others
   * @throws io.reactivesockets.error.SocketOperationException {@code FRAME_TOO_LONG} if the payload
   *     is longer than the framer's limit
   */
  ByteBuffer encode(ByteBuffer payload);

  /**
   * Returns the frame that carries a payload as buffers to be sent one after another, so that a big
   * payload is not copied.
   *
   * <p>The buffers may share the payload's memory: it must not change until they are sent. This
   * implementation returns the single buffer of {@link #encode(ByteBuffer)}; the framers of {@link
   * Framing} share payloads from 8 KiB on.
   *
   * @param payload the bytes from position to limit; the position is not moved
   * @return the parts, at least one
   * @throws IllegalArgumentException as {@link #encode(ByteBuffer)}
   * @throws io.reactivesockets.error.SocketOperationException as {@link #encode(ByteBuffer)}
   */
  default List<ByteBuffer> encodeParts(ByteBuffer payload) {
    return List.of(encode(payload));
  }

  /**
   * Cuts the bytes of any publisher into frames, however they are split over its buffers.
   *
   * <p>Cold. Exactly the frames asked for are decoded; another buffer is requested from {@code
   * bytes}, one at a time, only when one more frame is wanted and those at hand do not hold it.
   * Kept are at most one buffer and one incomplete frame. Completes after the last frame when
   * {@code bytes} completes; fails with a {@link io.reactivesockets.error.SocketOperationException}
   * when a frame is malformed ({@code PROTOCOL_VIOLATION}), too long ({@code FRAME_TOO_LONG}) or
   * torn by the end ({@code UNEXPECTED_END_OF_STREAM}), and then cancels {@code bytes}; an error of
   * {@code bytes} follows the frames received before it. Cancelling cancels {@code bytes} and drops
   * what it had delivered already; a socket's own {@code input(framer)} keeps that for its next
   * subscriber.
   *
   * @param bytes the stream; its buffers belong to this operator from then on
   * @return the frames, each a heap buffer of the receiver
   */
  default Flux<ByteBuffer> decode(Publisher<ByteBuffer> bytes) {
    return Framing.decode(bytes, this::newDecoder);
  }

  /**
   * Frames each payload of a publisher, one buffer each, as {@link #encode(ByteBuffer)} does.
   *
   * <p>Cold; passes demand, errors and cancellation through; a payload that cannot be framed ends
   * the stream with the error of {@link #encode(ByteBuffer)} and cancels {@code payloads}. For big
   * payloads without a copy: {@code payloads.concatMapIterable(framer::encodeParts)}.
   *
   * @param payloads the payloads; each may be reused once its frame is emitted
   * @return the frames, each a heap buffer of the receiver
   */
  default Flux<ByteBuffer> encode(Publisher<ByteBuffer> payloads) {
    return Flux.from(payloads).map(this::encode);
  }

  /**
   * Returns a framer of the same frames whose payloads are text.
   *
   * @param charset the encoding of each frame
   * @return a framer of strings
   */
  default TextFramer text(Charset charset) {
    return new TextFramer(this, charset);
  }
}
