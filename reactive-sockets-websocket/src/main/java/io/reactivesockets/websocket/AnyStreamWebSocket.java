package io.reactivesockets.websocket;

import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An open WebSocket for a stream of bytes, on either end; the bounds of messages mean nothing. */
public abstract sealed class AnyStreamWebSocket extends WebSocket
    permits StreamWebSocket, ServerStreamWebSocket {

  private final Session<ByteBuffer> session;

  AnyStreamWebSocket(Session<ByteBuffer> session) {
    this.session = session;
  }

  @Override
  final Session<ByteBuffer> session() {
    return session;
  }

  /**
   * Emits the bytes of binary messages as they arrive; each element is a heap buffer of the caller.
   *
   * <p>Nothing is gathered, so a message may be of any size. Demand, cancelling and the end are as
   * in {@link AnyMessageWebSocket#frames()}. Text is refused with 1003.
   *
   * @return the bytes
   */
  public final Flux<ByteBuffer> input() {
    return session.receive();
  }

  /**
   * Sends bytes as a binary message.
   *
   * @param bytes what to send, from position to limit; copied when the Mono is subscribed to
   * @return cold; completes when the kernel has taken them
   */
  public final Mono<Void> send(ByteBuffer bytes) {
    return Mono.defer(() -> session.send(copy(bytes)));
  }

  /**
   * Sends the bytes that a publisher emits, each element a binary message.
   *
   * <p>Sends take turns in the order of their subscription: a later one sends nothing until the
   * earlier one has ended. In all else this is {@link AnyMessageWebSocket#send(Publisher)}. An
   * element may be used again when {@code onNext} has returned.
   *
   * @param bytes what to send, each element from position to limit
   * @return cold; completes when the kernel has taken the last byte, or fails with a {@link
   *     io.reactivesockets.error.SocketOperationException}
   */
  public final Mono<Void> send(Publisher<? extends ByteBuffer> bytes) {
    return session.send(Flux.from(bytes).map(AnyStreamWebSocket::copy));
  }

  private static BinaryFrame copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return new BinaryFrame(copy, true);
  }
}
