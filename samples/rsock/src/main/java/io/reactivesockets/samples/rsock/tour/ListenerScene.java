package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A listener accepts what is asked for, leaves the rest in the backlog, and shuts down in time. */
final class ListenerScene implements Scene {

  private static final int CLIENTS = 8;
  private static final int WANTED = 3;

  /** One connection may have been on its way when the demand ended. */
  private static final int UNDER_WAY = 1;

  private static final Duration DEADLINE = Duration.ofMillis(200);

  private final Stage stage;

  ListenerScene(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String title() {
    return "tcp listener";
  }

  @Override
  public Mono<String> play() {
    return stage.withListener(
        stage.listenerControl().build(),
        listener ->
            Flux.range(0, CLIENTS)
                .concatMap(i -> stage.connect(listener))
                .collectList()
                .flatMap(clients -> serve(listener)));
  }

  private static Mono<String> serve(StreamSocketListener listener) {
    return accept(listener, WANTED)
        .flatMap(
            first -> {
              long accepted = listener.information().acceptedCount();
              SceneFailure.unless(
                  accepted <= WANTED + UNDER_WAY, WANTED + " accepted", accepted + " accepted");
              return accept(listener, CLIENTS - WANTED)
                  .flatMap(rest -> shutDown(listener, first, rest))
                  .map(
                      cut ->
                          "asked for %d of %d connections: %d accepted, the others waited in the backlog; shutdown cut the %d left open"
                              .formatted(WANTED, CLIENTS, accepted, cut));
            });
  }

  private static Mono<List<StreamSocket>> accept(StreamSocketListener listener, int count) {
    return listener.connections().take(count).collectList();
  }

  /** Closes the first ones in good order and lets the deadline take the others. */
  private static Mono<Integer> shutDown(
      StreamSocketListener listener, List<StreamSocket> closed, List<StreamSocket> leftOpen) {
    return Flux.fromIterable(closed)
        .flatMap(StreamSocket::close)
        .then(listener.shutdown(DEADLINE))
        .doOnNext(cut -> SceneFailure.unless(cut == leftOpen.size(), leftOpen.size(), cut));
  }
}
