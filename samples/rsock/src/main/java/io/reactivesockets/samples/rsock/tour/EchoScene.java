package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.transport.Transport;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Several connections at once send megabytes to a server that sends them back. */
final class EchoScene implements Scene {

  private static final int CLIENTS = 4;
  private static final int CHUNKS = 128;

  private final Transport transport;
  private final Stage stage;

  EchoScene(Transport transport) {
    this.transport = transport;
    this.stage = new Stage(transport);
  }

  @Override
  public String title() {
    return "tcp echo on " + transport.name();
  }

  @Override
  public Mono<String> play() {
    return stage.withListener(
        stage.listenerControl().build(),
        listener -> {
          Mono<Void> server = listener.connections().take(CLIENTS).flatMap(EchoScene::echo).then();
          Mono<Void> clients =
              Flux.range(0, CLIENTS).flatMap(seed -> client(listener, seed), CLIENTS).then();
          return Mono.when(server, clients)
              .thenReturn(
                  "%d connections, %s there and back, every byte right"
                      .formatted(
                          CLIENTS, Figures.bytes((long) CLIENTS * CHUNKS * Payload.CHUNK_BYTES)));
        });
  }

  private static Mono<Void> echo(StreamSocket socket) {
    return socket.send(socket.input()).then(socket.close());
  }

  private Mono<Void> client(StreamSocketListener listener, int seed) {
    Payload payload = new Payload(seed, CHUNKS);
    return stage.withClientOf(
        listener,
        socket ->
            Mono.when(
                socket.send(payload.bytes()).then(socket.shutdownOutput()),
                payload.expectIn(socket.input())));
  }
}
