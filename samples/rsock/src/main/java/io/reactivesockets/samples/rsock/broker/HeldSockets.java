package io.reactivesockets.samples.rsock.broker;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.triggers.activity.HeldSocketInformation;
import io.reactivesockets.triggers.activity.SocketBrokerAdministrator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Finds sockets by their id, which two applications may have given twice. */
final class HeldSockets {

  private HeldSockets() {}

  static Flux<HeldSocketInformation> named(
      SocketBrokerAdministrator broker, String id, @Nullable String application) {
    return broker
        .sockets()
        .filter(socket -> socket.id().equals(id))
        .filter(socket -> application == null || application.equals(socket.application()))
        .switchIfEmpty(Flux.error(() -> failure(id, "no such socket is there")));
  }

  static SocketOperationException failure(String id, String reason) {
    return SocketOperationException.builder(SocketPhase.OPEN, "find")
        .status(SocketErrorStatus.INVALID_ARGUMENT)
        .target("the socket " + id)
        .reason(reason)
        .hint("see what is there, with: rsock broker list")
        .build();
  }
}
