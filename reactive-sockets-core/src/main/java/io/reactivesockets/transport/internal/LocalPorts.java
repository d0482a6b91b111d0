package io.reactivesockets.transport.internal;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.ServiceName;
import io.reactivesockets.host.ServiceProtocol;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The ports that services on this side stand for. */
public final class LocalPorts {

  private LocalPorts() {}

  /**
   * Finds the port of a local service.
   *
   * @param service a port, a name of the services file, or empty for a port that the system picks
   * @param protocol what the service is reached by
   * @return cold; the port, 0 for one that the system picks, or {@code CLASS_TYPE_NOT_FOUND}
   */
  public static Mono<Integer> of(String service, ServiceProtocol protocol) {
    if (service.isEmpty()) {
      return Mono.just(0);
    }
    ServiceName name = ServiceName.of(service);
    if (name.literalPort().isPresent()) {
      return Mono.just(name.literalPort().getAsInt());
    }
    return Mono.fromCallable(() -> name.port(protocol))
        .subscribeOn(Schedulers.boundedElastic()) // It may read the services file.
        .map(known -> known.orElseThrow(() -> unknown(service)));
  }

  private static SocketOperationException unknown(String service) {
    return SocketOperationException.builder(SocketPhase.RESOLVE, SocketOperationException.RESOLVE)
        .target(service)
        .status(SocketErrorStatus.CLASS_TYPE_NOT_FOUND)
        .reason("a local service is a port or a name of the services file")
        .build();
  }
}
