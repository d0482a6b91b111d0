package io.reactivesockets.websocket;

import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An open WebSocket for messages, text and binary, on either end. */
public abstract sealed class AnyMessageWebSocket extends WebSocket
    permits MessageWebSocket, ServerMessageWebSocket {

  private final Session<Frame> session;

  AnyMessageWebSocket(Session<Frame> session) {
    this.session = session;
  }

  @Override
  final Session<Frame> session() {
    return session;
  }

  abstract SocketMessageType messageType();

  /**
   * Emits the messages that arrive, whole or in parts as the control's receive mode says.
   *
   * <p>Hot, one subscriber at a time; a second one fails with {@code IN_USE}. Without demand,
   * {@link WebSocketControl#readAheadBytes()} are read ahead, then TCP stops the peer. Cancelling
   * leaves the WebSocket open, and what was not emitted to the next subscriber. Completes when the
   * peer's close frame has come and all messages before it are taken. Fails with a {@link
   * io.reactivesockets.error.SocketOperationException}: {@code PROTOCOL_VIOLATION} or {@code
   * FRAME_TOO_LONG} if the peer broke a rule or a limit, {@code PEER_UNRESPONSIVE} if it fell
   * silent, {@code UNEXPECTED_END_OF_STREAM}, {@code CONNECTION_RESET_BY_PEER} and others if the
   * connection was lost.
   *
   * @return the messages
   */
  public final Flux<Frame> frames() {
    return session.receive();
  }

  /**
   * Sends a message or a part of one.
   *
   * @param frame what to send
   * @return cold; completes when the kernel has taken it; see {@link #send(Publisher)}
   */
  public final Mono<Void> send(Frame frame) {
    return session.send(frame);
  }

  /**
   * Sends the messages that a publisher emits, in their order.
   *
   * <p>Sends take turns in the order of their subscription, each as far as its publisher has frames
   * ready; one that waits for its publisher lets those behind it pass. Parts of a message are never
   * mixed with other messages. Messages that are ready together leave in one flush, so that one
   * send of a Flux is much faster than many sends of one message. The publisher is asked for more
   * while fewer than {@link WebSocketControl#pendingOutboundBytes()} wait, unless the {@link
   * SlowConsumerPolicy} is another than to wait.
   *
   * <p>An error of the publisher comes out of the Mono once the messages before it have left; the
   * WebSocket stays open. Cancelling stops the send; what was taken by then may have been sent. A
   * message that a send leaves unfinished is gone on with by the next one.
   *
   * @param frames what to send
   * @return cold; completes when the kernel has taken the last byte, or fails with a {@link
   *     io.reactivesockets.error.SocketOperationException}
   */
  public final Mono<Void> send(Publisher<? extends Frame> frames) {
    return session.send(frames);
  }

  /**
   * Sends the last frame of a message, or the only one, of the control's message type.
   *
   * @param data the payload from position to limit; UTF-8 if the type is text; copied as by {@link
   *     Frame#binary(ByteBuffer)}
   * @return cold; completes when the kernel has taken it
   * @throws IllegalArgumentException if the type is text and the payload is not UTF-8
   */
  public final Mono<Void> sendFinalFrame(ByteBuffer data) {
    return session.send(frame(data, true));
  }

  /**
   * Sends a frame of a message that goes on with the next one, of the control's message type.
   *
   * @param data the payload from position to limit; UTF-8 of whole characters if the type is text;
   *     copied as by {@link Frame#binary(ByteBuffer)}
   * @return cold; completes when the kernel has taken it
   * @throws IllegalArgumentException if the type is text and the payload is not UTF-8
   */
  public final Mono<Void> sendNonfinalFrame(ByteBuffer data) {
    return session.send(frame(data, false));
  }

  private Frame frame(ByteBuffer data, boolean complete) {
    byte[] bytes = BinaryFrame.toArray(data);
    return messageType() == SocketMessageType.UTF8
        ? TextFrame.of(bytes, complete)
        : new BinaryFrame(bytes, complete);
  }
}
