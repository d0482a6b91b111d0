package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A name with two addresses, of which the first one does not answer: a listener on {@code ::1}
 * whose backlog is full.
 */
final class HappyEyeballsScene implements Scene {

  private static final String NAME = "localhost";
  private static final String SILENT = "::1";
  private static final int MORE_THAN_THE_BACKLOG = 16;
  private static final Duration NO_ANSWER = Duration.ofMillis(200);

  private final Stage stage;

  HappyEyeballsScene(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String title() {
    return "tcp happy eyeballs";
  }

  @Override
  public Mono<String> play() {
    return stage
        .withListener(stage.listenerControl().build(), this::besideSilence)
        .onErrorResume(
            HappyEyeballsScene::isWithoutIpv6, none -> Mono.just("no IPv6 here to race"));
  }

  private Mono<String> besideSilence(StreamSocketListener answering) {
    StreamSocketListenerControl tiny = stage.listenerControl().backlog(1).build();
    return Mono.usingWhen(
        StreamSocketListener.bind(SILENT, answering.port(), tiny),
        silent -> fill(silent).then(race(answering)),
        silent -> silent.shutdown(Duration.ZERO));
  }

  /** Connects until there is no answer any more. */
  private Mono<Void> fill(StreamSocketListener silent) {
    StreamSocketControl impatient = stage.socketControl().connectTimeout(NO_ANSWER).build();
    return Flux.range(0, MORE_THAN_THE_BACKLOG)
        .concatMap(i -> StreamSocket.connect(SILENT, silent.port(), impatient))
        .then(Mono.<Void>error(() -> new SceneFailure("a full backlog", "room")))
        .onErrorResume(
            failure -> has(failure, SocketErrorStatus.CONNECTION_TIMED_OUT), full -> Mono.empty());
  }

  private Mono<String> race(StreamSocketListener answering) {
    return Mono.usingWhen(
            StreamSocket.connect(NAME, answering.port(), stage.socketControl().build()),
            socket -> Mono.just(socket.information()),
            Stage::close)
        .elapsed()
        .map(
            timed -> {
              int attempts = timed.getT2().attempts().size();
              SceneFailure.unless(attempts > 1, "an attempt at " + SILENT + " before", attempts);
              return "%s: %s does not answer, connected to %s after %d ms"
                  .formatted(NAME, SILENT, timed.getT2().remoteAddress(), timed.getT1());
            });
  }

  private static boolean isWithoutIpv6(Throwable failure) {
    return has(failure, SocketErrorStatus.CANNOT_ASSIGN_REQUESTED_ADDRESS)
        || has(failure, SocketErrorStatus.ADDRESS_FAMILY_NOT_SUPPORTED);
  }

  private static boolean has(Throwable failure, SocketErrorStatus status) {
    return failure instanceof SocketOperationException known && known.status() == status;
  }
}
