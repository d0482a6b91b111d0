package io.reactivesockets.test;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * Two stream sockets that are connected to each other over loopback, for tests of code that is
 * handed a socket.
 *
 * <pre>{@code
 * StepVerifier.create(
 *         Mono.usingWhen(
 *             ConnectedSockets.open(),
 *             both -> both.server().send(greeting).then(myProtocol.start(both.client())),
 *             ConnectedSockets::close))
 *     .expectNext(expected)
 *     .expectComplete()
 *     .verify(TIMEOUT);
 * }</pre>
 */
public final class ConnectedSockets {

  private final StreamSocket client;
  private final StreamSocket server;

  private ConnectedSockets(StreamSocket client, StreamSocket server) {
    this.client = client;
    this.server = server;
  }

  /**
   * Opens two sockets with every default.
   *
   * @return cold; each subscription opens a new pair, which the caller closes
   */
  public static Mono<ConnectedSockets> open() {
    return open(StreamSocketControl.defaults(), StreamSocketControl.defaults());
  }

  /**
   * Opens two sockets.
   *
   * @param client the control of the socket that connects
   * @param server the control of the socket that is accepted; its transport serves the listener
   * @return cold; each subscription opens a new pair, which the caller closes
   */
  public static Mono<ConnectedSockets> open(
      StreamSocketControl client, StreamSocketControl server) {
    Objects.requireNonNull(client, "client");
    StreamSocketListenerControl.Builder listening =
        StreamSocketListenerControl.builder().accepted(server);
    server.transport().ifPresent(listening::transport);
    return Mono.usingWhen(
        StreamSocketListener.bind("127.0.0.1", 0, listening.build()),
        listener -> connect(listener, client),
        StreamSocketListener::close);
  }

  private static Mono<ConnectedSockets> connect(
      StreamSocketListener listener, StreamSocketControl client) {
    return Mono.zip(
            StreamSocket.connect("127.0.0.1", listener.port(), client),
            listener.connections().next())
        .map(both -> new ConnectedSockets(both.getT1(), both.getT2()));
  }

  /**
   * Returns the socket that connected.
   *
   * @return one end
   */
  public StreamSocket client() {
    return client;
  }

  /**
   * Returns the socket that was accepted.
   *
   * @return the other end
   */
  public StreamSocket server() {
    return server;
  }

  /**
   * Resets both sockets, so that no test waits for what it left unread.
   *
   * @return cold; completes when both are closed; harmless when they already are
   */
  public Mono<Void> close() {
    return Mono.when(client.reset(), server.reset());
  }
}
