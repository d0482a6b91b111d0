package io.reactivesockets.websocket.spring;

import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.MessageWebSocketControl;
import io.reactivesockets.websocket.MessageWebSocketReceiveMode;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.client.WebSocketClient;
import reactor.core.publisher.Mono;

/**
 * Our client behind Spring's interface: proxies, TLS, credentials, limits, liveness and closing are
 * those of a {@link MessageWebSocketControl}.
 */
public final class ReactiveWebSocketClient implements WebSocketClient {

  private static final Logger LOG = LoggerFactory.getLogger(ReactiveWebSocketClient.class);

  private final MessageWebSocketControl control;

  /** Connects with the default control. */
  public ReactiveWebSocketClient() {
    this(MessageWebSocketControl.defaults());
  }

  /**
   * Connects with a control.
   *
   * @param control what is asked of each WebSocket and its connection; messages are received whole
   */
  public ReactiveWebSocketClient(MessageWebSocketControl control) {
    Objects.requireNonNull(control, "control");
    this.control =
        control.toBuilder().receiveMode(MessageWebSocketReceiveMode.FULL_MESSAGE).build();
  }

  /**
   * Connects and handles the session.
   *
   * @param url a URI of scheme {@code ws} or {@code wss}
   * @param handler what to do with the session
   * @return see {@link #execute(URI, HttpHeaders, WebSocketHandler)}
   */
  @Override
  public Mono<Void> execute(URI url, WebSocketHandler handler) {
    return execute(url, new HttpHeaders(), handler);
  }

  /**
   * Connects and handles the session.
   *
   * <p>When the handler completes, the WebSocket is closed with 1000; when it fails, with 1011;
   * when the subscription is cancelled, with 1001. Sub-protocols are those of the handler, of the
   * {@code Sec-WebSocket-Protocol} header, and of the control, in this order.
   *
   * @param url a URI of scheme {@code ws} or {@code wss}
   * @param headers headers for the request besides those of the control
   * @param handler what to do with the session
   * @return cold; completes when the handler has and the WebSocket is closed; fails with what the
   *     handler fails with, or with {@link io.reactivesockets.error.SocketOperationException} if
   *     the connection could not be opened
   */
  @Override
  public Mono<Void> execute(URI url, HttpHeaders headers, WebSocketHandler handler) {
    return Mono.usingWhen(
        Mono.defer(() -> MessageWebSocket.connect(url, controlFor(headers, handler))),
        socket -> handler.handle(new SocketSession(socket, info(url, socket))),
        socket -> close(socket, CloseStatus.NORMAL),
        (socket, failure) -> close(socket, CloseStatus.INTERNAL_ERROR),
        socket -> close(socket, CloseStatus.GOING_AWAY));
  }

  private MessageWebSocketControl controlFor(HttpHeaders headers, WebSocketHandler handler) {
    Set<String> protocols = new LinkedHashSet<>(handler.getSubProtocols());
    protocols.addAll(RequestedProtocol.offered(headers));
    protocols.addAll(control.supportedProtocols());
    MessageWebSocketControl.Builder own =
        control.toBuilder().supportedProtocols(List.copyOf(protocols));
    headers.forEach(
        (name, values) -> {
          if (!name.equalsIgnoreCase(RequestedProtocol.HEADER)) {
            values.forEach(value -> own.requestHeader(name, value));
          }
        });
    return own.build();
  }

  private static HandshakeInfo info(URI url, MessageWebSocket socket) {
    HttpHeaders answered = new HttpHeaders();
    socket.handshake().headers().forEach(answered::addAll);
    return new HandshakeInfo(
        url, answered, Mono.empty(), socket.handshake().protocol().orElse(null));
  }

  /** The handler's own end is what matters; a peer that does not answer the close is cut off. */
  private static Mono<Void> close(MessageWebSocket socket, CloseStatus status) {
    return socket
        .close(status.code(), status.reason())
        .onErrorResume(
            timeout -> {
              LOG.debug("{} was cut off: {}", socket, timeout.getMessage());
              return Mono.empty();
            });
  }
}
