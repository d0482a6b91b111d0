package io.reactivesockets.websocket.spring;

import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.WebSocket;
import io.reactivesockets.websocket.WebSocketGroup;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The WebSockets of an application that are open, to be closed when it stops. */
final class OpenSockets {

  private final WebSocketGroup sockets = new WebSocketGroup();
  private final Set<WebSocketSession> sessions = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  void accept() {
    stopping = false;
  }

  boolean isStopping() {
    return stopping;
  }

  int size() {
    return sockets.size() + sessions.size();
  }

  void add(WebSocket socket) {
    sockets.add(socket);
    if (stopping) {
      socket.close(CloseStatus.GOING_AWAY.code(), "").subscribe(nothing -> {}, failure -> {});
    }
  }

  /** Counts a session of another server for as long as it is handled. */
  Mono<Void> during(WebSocketSession session, Mono<Void> handled) {
    return Mono.defer(
        () -> {
          sessions.add(session);
          if (stopping) {
            leave(session).subscribe();
          }
          return handled.doFinally(signal -> sessions.remove(session));
        });
  }

  /** Closes all with 1001; emits how many of our own had to be cut at the deadline. */
  Mono<Integer> shutdown(Duration deadline) {
    return Mono.defer(
        () -> {
          stopping = true;
          Mono<Void> others =
              Flux.fromIterable(List.copyOf(sessions))
                  .flatMap(OpenSockets::leave, Integer.MAX_VALUE)
                  .then()
                  .timeout(deadline, Mono.empty());
          return Mono.zip(sockets.shutdown(deadline), others.thenReturn(0), Integer::sum);
        });
  }

  private static Mono<Void> leave(WebSocketSession session) {
    return session
        .close(CloseStatuses.toSpring(CloseStatus.GOING_AWAY))
        .onErrorComplete()
        .then(session.closeStatus().onErrorComplete().then());
  }
}
