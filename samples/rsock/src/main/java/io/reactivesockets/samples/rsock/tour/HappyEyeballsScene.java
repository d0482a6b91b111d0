package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.error.ConnectionAttempt;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketInformation;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
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
        .map(timed -> tell(timed.getT2(), timed.getT1()));
  }

  private static String tell(StreamSocketInformation connected, long millis) {
    List<ConnectionAttempt> lost = connected.attempts();
    SceneFailure.unless(
        lost.stream().anyMatch(HappyEyeballsScene::wasSilent), "an attempt at " + SILENT, lost);
    return "%s: %s does not answer, connected to %s after %d ms"
        .formatted(NAME, SILENT, connected.remoteAddress(), millis);
  }

  private static boolean wasSilent(ConnectionAttempt attempt) {
    return attempt.remoteAddress() instanceof InetSocketAddress address
        && address.getAddress() instanceof Inet6Address;
  }

  private static boolean isWithoutIpv6(Throwable failure) {
    return has(failure, SocketErrorStatus.CANNOT_ASSIGN_REQUESTED_ADDRESS)
        || has(failure, SocketErrorStatus.ADDRESS_FAMILY_NOT_SUPPORTED);
  }

  private static boolean has(Throwable failure, SocketErrorStatus status) {
    return failure instanceof SocketOperationException known && known.status() == status;
  }
}
