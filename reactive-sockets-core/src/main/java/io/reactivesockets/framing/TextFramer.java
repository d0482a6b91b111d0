package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * Frames of text: a {@link Framer} whose payloads are strings of one charset.
 *
 * <p>Strict both ways: bytes that the charset does not allow, and characters that it lacks, are
 * errors and never become a replacement character. Each frame is decoded by itself, so a character
 * must not be split over two. Immutable.
 */
public final class TextFramer {
  private final Framer framer;
  private final Charset charset;

  TextFramer(Framer framer, Charset charset) {
    this.framer = framer;
    this.charset = charset;
  }

  /**
   * Returns the framer of the bytes.
   *
   * @return what cuts the frames
   */
  public Framer framer() {
    return framer;
  }

  /**
   * Returns the charset.
   *
   * @return the encoding of each frame
   */
  public Charset charset() {
    return charset;
  }

  /**
   * Returns a decoder for one stream.
   *
   * @return a new decoder
   */
  public ByteDecoder<String> newDecoder() {
    return new TextDecoder(framer.newDecoder(), charset);
  }

  /**
   * Returns the frame that carries a text.
   *
   * @param text the payload
   * @return a heap buffer, of the caller
   * @throws IllegalArgumentException if the charset lacks one of the characters, or the frame
   *     cannot carry the text, as {@link Framer#encode(ByteBuffer)} says
   * @throws io.reactivesockets.error.SocketOperationException {@code FRAME_TOO_LONG} if the text is
   *     longer than the framer's limit
   */
  public ByteBuffer encode(String text) {
    try {
      return framer.encode(
          charset
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(text)));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "text: has a character that " + charset + " lacks (expected: none)", e);
    }
  }

  /**
   * Cuts the bytes of any publisher into texts; see {@link Framer#decode(Publisher)}.
   *
   * @param bytes the stream; its buffers belong to this operator from then on
   * @return the texts; fails also, as {@code PROTOCOL_VIOLATION}, on bytes that the charset does
   *     not allow
   */
  public Flux<String> decode(Publisher<ByteBuffer> bytes) {
    return Framing.decode(bytes, this::newDecoder);
  }

  /**
   * Frames each text of a publisher; see {@link Framer#encode(Publisher)}.
   *
   * @param texts the payloads
   * @return the frames, each a heap buffer of the receiver
   */
  public Flux<ByteBuffer> encode(Publisher<String> texts) {
    return Flux.from(texts).map(this::encode);
  }

  @Override
  public String toString() {
    return "TextFramer[" + charset + ", " + framer + "]";
  }
}
