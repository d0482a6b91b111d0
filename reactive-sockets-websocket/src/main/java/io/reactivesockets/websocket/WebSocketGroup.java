package io.reactivesockets.websocket;

import io.reactivesockets.channel.Checks;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * WebSockets that are to be shut down together, whichever server they came from. Safe for use by
 * several threads.
 */
public final class WebSocketGroup {

  private final Set<WebSocket> open = ConcurrentHashMap.newKeySet();

  /** Makes an empty group. */
  public WebSocketGroup() {}

  /**
   * Takes a WebSocket into the group until it is closed.
   *
   * @param socket any WebSocket
   */
  public void add(WebSocket socket) {
    Objects.requireNonNull(socket, "socket");
    open.add(socket);
    socket.closed().subscribe(ended -> open.remove(socket));
  }

  /**
   * Returns how many of the group are not closed yet.
   *
   * @return the number, 0 or more
   */
  public int size() {
    return open.size();
  }

  /**
   * Closes all with {@link CloseStatus#GOING_AWAY} (1001), waits until they are closed, and at the
   * deadline cuts those that are not.
   *
   * @param deadline how long to wait, zero or more
   * @return cold; emits how many had to be cut, when all are closed
   */
  public Mono<Integer> shutdown(Duration deadline) {
    Checks.atLeast("deadline", deadline, Duration.ZERO);
    return Mono.defer(
        () -> {
          List<WebSocket> leaving = List.copyOf(open);
          return Flux.fromIterable(leaving)
              .flatMap(
                  socket ->
                      socket
                          .session()
                          .close(CloseStatus.GOING_AWAY)
                          .onErrorResume(e -> Mono.empty()),
                  Integer.MAX_VALUE)
              .then(Mono.<Integer>empty())
              .timeout(deadline, Mono.defer(() -> cut(leaving)))
              .defaultIfEmpty(0);
        });
  }

  private static Mono<Integer> cut(List<WebSocket> leaving) {
    List<WebSocket> late =
        leaving.stream().filter(socket -> !socket.session().isDisconnected()).toList();
    return Flux.fromIterable(late)
        .flatMap(socket -> socket.session().cut(), Integer.MAX_VALUE)
        .then(Mono.just(late.size()));
  }
}
