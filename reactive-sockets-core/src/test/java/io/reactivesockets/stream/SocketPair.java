package io.reactivesockets.stream;

import io.reactivesockets.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Two connected sockets on loopback and the listener between them, all closed by {@link #close}.
 */
public final class SocketPair implements AutoCloseable {

  static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final StreamSocketListener listener;
  private final StreamSocket client;
  private final StreamSocket server;

  private SocketPair(StreamSocketListener listener, StreamSocket client, StreamSocket server) {
    this.listener = listener;
    this.client = client;
    this.server = server;
  }

  public static SocketPair on(Transport transport) {
    return on(transport, control -> control, control -> control);
  }

  public static SocketPair on(
      Transport transport,
      UnaryOperator<StreamSocketControl.Builder> client,
      UnaryOperator<StreamSocketControl.Builder> server) {
    StreamSocketListener listener =
        StreamSocketListener.bind(
                "127.0.0.1",
                0,
                StreamSocketListenerControl.builder()
                    .transport(transport)
                    .accepted(server.apply(StreamSocketControl.builder()).build())
                    .build())
            .block(TIMEOUT);
    return Mono.zip(
            listener.connections().next(),
            StreamSocket.connect(
                "127.0.0.1",
                listener.port(),
                client.apply(StreamSocketControl.builder().transport(transport)).build()))
        .map(both -> new SocketPair(listener, both.getT2(), both.getT1()))
        .block(TIMEOUT);
  }

  public StreamSocket client() {
    return client;
  }

  public StreamSocket server() {
    return server;
  }

  @Override
  public void close() {
    Flux.just(client, server).flatMap(StreamSocket::reset).then(listener.close()).block(TIMEOUT);
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  /** The text that has arrived as soon as it has a length. */
  static Mono<String> text(StreamSocket socket, int length) {
    return socket
        .input()
        .map(SocketPair::text)
        .scan("", String::concat)
        .filter(soFar -> soFar.length() >= length)
        .next();
  }

  /** Everything until the peer finishes. */
  static Mono<String> rest(StreamSocket socket) {
    return socket.input().map(SocketPair::text).reduce("", String::concat);
  }
}
