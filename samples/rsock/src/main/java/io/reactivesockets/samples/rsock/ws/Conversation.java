package io.reactivesockets.samples.rsock.ws;

import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.websocket.AnyMessageWebSocket;
import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.WebSocket;
import io.reactivesockets.websocket.WebSocketClosed;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Joins a WebSocket with standard input and output until it is closed. */
final class Conversation {

  private final Console console;
  private final MessageOptions options;

  Conversation(Console console, MessageOptions options) {
    this.console = console;
    this.options = options;
  }

  /**
   * Sends what comes on standard input, closes at its end, and writes what the peer sends until the
   * WebSocket is closed. Fails unless it was closed in good order.
   */
  Mono<Void> both(AnyMessageWebSocket socket) {
    Mono<Void> send =
        socket
            .send(options.messagesOf(console.in()))
            .then(socket.close(CloseStatus.NORMAL.code(), ""))
            .onErrorResume(SocketOperationException.class, failure -> whyItEnded(socket, failure));
    Mono<Void> receive = receive(socket).then(socket.closed()).flatMap(this::judge);
    return Mono.when(send.takeUntilOther(socket.closed()), receive);
  }

  /** As {@link #both}, but the end of standard input is no reason to close. */
  Mono<Void> bothUntilClosed(AnyMessageWebSocket socket) {
    Mono<Void> send =
        socket
            .send(options.messagesOf(console.in()))
            .onErrorResume(SocketOperationException.class, failure -> whyItEnded(socket, failure));
    return Mono.when(send.takeUntilOther(socket.closed()), receive(socket));
  }

  /** Sends back each message as it came. */
  static Mono<Void> echo(AnyMessageWebSocket socket) {
    return socket.send(socket.frames());
  }

  private Mono<Void> receive(AnyMessageWebSocket socket) {
    Flux<Frame> messages = socket.frames();
    return console.out().write(messages.map(options::bytesOf));
  }

  /** A send that the end of the WebSocket broke off has not failed unless the WebSocket has. */
  private static Mono<Void> whyItEnded(WebSocket socket, SocketOperationException failure) {
    return socket.isOpen()
        ? Mono.error(failure)
        : socket
            .closed()
            .flatMap(closed -> Mono.justOrEmpty(closed.failure()).flatMap(Mono::error));
  }

  private Mono<Void> judge(WebSocketClosed closed) {
    CloseStatus status = closed.status();
    if (closed.initiator() == WebSocketClosed.Initiator.REMOTE && !isFriendly(status)) {
      console.say("closed by the peer: " + status);
    }
    return Mono.empty();
  }

  private static boolean isFriendly(CloseStatus status) {
    int code = status.code();
    return code == CloseStatus.NORMAL.code()
        || code == CloseStatus.GOING_AWAY.code()
        || code == CloseStatus.NO_STATUS.code();
  }
}
