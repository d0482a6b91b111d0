package io.reactivesockets.websocket;

import io.reactivesockets.error.SocketError;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.metrics.SocketRole;
import io.reactivesockets.websocket.codec.DeflateAgreement;
import io.reactivesockets.websocket.codec.MaskSource;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Opens WebSockets of one kind from a client: connects a stream socket, protected for {@code wss},
 * and upgrades it; again with an answer to the server's challenge, or elsewhere after a redirect.
 *
 * @param <T> what the receiver gets
 */
final class ClientOpening<T> {

  private static final int KEY_BYTES = 16;
  private static final int UNAUTHORIZED = 401;
  private static final int MAX_CHALLENGES = 3;

  private final ClientWebSocketControl control;
  private final Function<Optional<DeflateAgreement>, SessionSettings> plan;
  private final Delivery<T> delivery;

  ClientOpening(
      ClientWebSocketControl control,
      Function<Optional<DeflateAgreement>, SessionSettings> plan,
      Delivery<T> delivery) {
    this.control = control;
    this.plan = plan;
    this.delivery = delivery;
  }

  /**
   * One try.
   *
   * @param uri where to
   * @param http by which version of HTTP
   * @param headers the application's headers for that server
   * @param trusted whether it is the server that the application named, not one that it redirects
   *     to
   * @param redirects how many more redirects may be followed
   * @param challenges how many times the server has asked who we are
   */
  private record Step(
      WebSocketUri uri,
      WebSocketHttpVersion http,
      HeaderList headers,
      boolean trusted,
      int redirects,
      int challenges) {

    Step challenged() {
      return new Step(uri, http, headers, trusted, redirects, challenges + 1);
    }

    Step overHttp1() {
      return new Step(uri, WebSocketHttpVersion.HTTP_1_1, headers, trusted, redirects, challenges);
    }
  }

  Mono<Session<T>> open(URI uri) {
    WebSocketUri target = WebSocketUri.of(uri);
    return Mono.defer(() -> timed(openFirst(target)));
  }

  private Mono<Session<T>> timed(Mono<Session<T>> opening) {
    SocketMetrics metrics = control.metrics();
    if (metrics == SocketMetrics.none()) {
      return opening;
    }
    long start = System.nanoTime();
    return opening
        .doOnSuccess(session -> tell(metrics, start, Optional.empty()))
        .doOnError(failure -> tell(metrics, start, Optional.of(SocketError.statusOf(failure))))
        .doOnCancel(() -> tell(metrics, start, Optional.of(SocketErrorStatus.OPERATION_ABORTED)));
  }

  private static void tell(SocketMetrics metrics, long start, Optional<SocketErrorStatus> failure) {
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    metrics.connectEnded(SocketRole.WEB_SOCKET_CLIENT, took, failure);
  }

  private Mono<Session<T>> openFirst(WebSocketUri target) {
    return Mono.defer(
        () -> {
          MaskSource.prepare();
          Step first =
              new Step(
                  target,
                  control.httpVersion(),
                  control.addedHeaders(),
                  true,
                  control.maxRedirects(),
                  0);
          return authorize(first, Optional.empty())
              .flatMap(authorization -> attempt(first, authorization));
        });
  }

  private Mono<Optional<String>> authorize(Step step, Optional<UpgradeRefusedException> challenge) {
    return control
        .credentials()
        .filter(known -> step.trusted)
        .map(known -> known.authorize(step.uri.uri(), challenge))
        .orElseGet(Mono::empty)
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty());
  }

  private Mono<Session<T>> attempt(Step step, Optional<String> authorization) {
    byte[] nonce = MaskSource.nonce(KEY_BYTES);
    ClientHandshake handshake =
        new ClientHandshake(
            step.uri,
            control,
            step.headers,
            authorization,
            Base64.getEncoder().encodeToString(nonce));
    return ClientConnection.open(step.uri, step.http, control.socket())
        .flatMap(connection -> connection.upgrade(handshake, plan, delivery))
        .onErrorResume(
            SocketOperationException.class,
            failure -> {
              if (failure.getCause() instanceof UpgradeRefusedException refused) {
                return answer(step, authorization, refused, failure);
              }
              return failure.getCause() instanceof Http2ClientConnection.NotOffered
                      && step.http == WebSocketHttpVersion.HTTP_2_IF_OFFERED
                  ? attempt(step.overHttp1(), authorization)
                  : Mono.error(failure);
            });
  }

  private Mono<Session<T>> answer(
      Step step,
      Optional<String> authorization,
      UpgradeRefusedException refused,
      SocketOperationException failure) {
    if (refused.statusCode() == UNAUTHORIZED && step.challenges < MAX_CHALLENGES) {
      return authorize(step, Optional.of(refused))
          .flatMap(
              value ->
                  value.isEmpty() || value.equals(authorization)
                      ? Mono.error(failure)
                      : attempt(step.challenged(), value));
    }
    Optional<String> location = refused.header("location");
    if (!isRedirect(refused.statusCode()) || location.isEmpty() || step.redirects == 0) {
      return Mono.error(failure);
    }
    return redirect(step, location.get(), authorization, failure);
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private Mono<Session<T>> redirect(
      Step step,
      String location,
      Optional<String> authorization,
      SocketOperationException failure) {
    WebSocketUri target;
    try {
      target = step.uri.redirect(location);
    } catch (IllegalArgumentException e) {
      return Mono.error(OpeningFailures.badRedirect(step.uri, location, failure));
    }
    if (step.uri.secure() && !target.secure()) {
      return Mono.error(OpeningFailures.insecureRedirect(step.uri, target, failure));
    }
    boolean same = step.trusted && target.sameOrigin(step.uri);
    HeaderList headers = same ? step.headers : step.headers.withoutSecrets();
    return attempt(
        new Step(target, control.httpVersion(), headers, same, step.redirects - 1, 0),
        same ? authorization : Optional.empty());
  }
}
