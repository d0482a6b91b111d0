package io.reactivesockets.triggers.control;

import io.reactivesockets.websocket.WebSocket;
import reactor.core.publisher.Mono;

/**
 * The ready-made keep-alive of WebSockets: a ping (RFC 6455 section 5.5.2), answered by a pong.
 *
 * <p>A channel over a WebSocket has it by default. {@link #run} is for applications that take the
 * keep-alives of a channel into their own hands.
 */
public final class WebSocketKeepAlive implements KeepAlive<WebSocket> {

  /** Makes a keep-alive; one serves any number of channels. */
  public WebSocketKeepAlive() {}

  @Override
  public Mono<KeepAliveAnswer> send(WebSocket transport, KeepAliveDue due) {
    return transport.ping().thenReturn(KeepAliveAnswer.of());
  }

  /**
   * Sends a keep-alive on the WebSocket of the channel that an event is about.
   *
   * @param event of a channel over a WebSocket
   * @return cold; completes when the pong has come; fails with {@link
   *     io.reactivesockets.error.SocketOperationException}, with {@code NOT_CONNECTED} if the
   *     channel has no WebSocket now
   */
  public Mono<Void> run(ControlChannelTriggerEventDetails event) {
    return Mono.defer(
        () ->
            event
                .controlChannelTrigger()
                .transport(WebSocket.class)
                .map(socket -> socket.ping().then())
                .orElseGet(
                    () ->
                        Mono.error(
                            ChannelFailures.noWebSocket(event.controlChannelTrigger().id()))));
  }
}
