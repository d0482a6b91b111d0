package io.reactivesockets.websocket;

import io.reactivesockets.host.HostName;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsInformation;
import io.reactivesockets.websocket.codec.DeflateAgreement;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * A connection on which nothing was asked yet.
 *
 * @param socket the connection
 * @param http2 whether it speaks HTTP/2, else HTTP/1.1
 */
record ClientConnection(StreamSocket socket, boolean http2) {

  private static final String HTTP_1_1 = "http/1.1";
  private static final String HTTP_2 = "h2";

  /** Connects, by TLS for {@code wss}, and agrees there on a version of HTTP. */
  static Mono<ClientConnection> open(
      WebSocketUri uri, WebSocketHttpVersion http, StreamSocketControl control) {
    HostName host = HostName.of(uri.host());
    String port = Integer.toString(uri.port());
    if (!uri.secure()) {
      return StreamSocket.connect(host, port, control)
          .map(socket -> new ClientConnection(socket, http == WebSocketHttpVersion.HTTP_2));
    }
    return StreamSocket.connect(
            host, port, SocketProtectionLevel.UNSPECIFIED, offering(http, control))
        .flatMap(socket -> agreed(socket, uri, http));
  }

  private static StreamSocketControl offering(
      WebSocketHttpVersion http, StreamSocketControl control) {
    return switch (http) {
      case HTTP_1_1 -> control;
      case HTTP_2_IF_OFFERED -> offering(control, HTTP_2, HTTP_1_1);
      case HTTP_2 -> offering(control, HTTP_2);
    };
  }

  private static StreamSocketControl offering(StreamSocketControl control, String... protocols) {
    return control.toBuilder()
        .tls(control.tls().toBuilder().applicationProtocols(protocols).build())
        .build();
  }

  private static Mono<ClientConnection> agreed(
      StreamSocket socket, WebSocketUri uri, WebSocketHttpVersion http) {
    if (http == WebSocketHttpVersion.HTTP_1_1) {
      return Mono.just(new ClientConnection(socket, false));
    }
    boolean http2 =
        socket
            .information()
            .tls()
            .flatMap(TlsInformation::applicationProtocol)
            .filter(HTTP_2::equals)
            .isPresent();
    if (http2 || http == WebSocketHttpVersion.HTTP_2_IF_OFFERED) {
      return Mono.just(new ClientConnection(socket, http2));
    }
    return socket.close().onErrorComplete().then(Mono.error(OpeningFailures.noHttp2(uri)));
  }

  /** Opens a session on it. */
  <T> Mono<Session<T>> upgrade(
      ClientHandshake handshake,
      Function<Optional<DeflateAgreement>, SessionSettings> plan,
      Delivery<T> delivery) {
    return ChannelUpgrade.upgrade(socket, http2, handshake, plan, delivery);
  }
}
