package io.reactivesockets.transport.internal;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.HostNameType;
import io.reactivesockets.host.ServiceName;
import io.reactivesockets.host.ServiceProtocol;
import io.reactivesockets.host.SrvRecord;
import io.reactivesockets.transport.netty.NameLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The servers of a service: the host itself, or those that its SRV records name (RFC 2782). */
public final class ServiceTargets {

  private final NameLookup names;
  private final ServiceProtocol protocol;

  /**
   * Makes a search.
   *
   * @param names where to look
   * @param protocol what the service is reached by
   */
  public ServiceTargets(NameLookup names, ServiceProtocol protocol) {
    this.names = names;
    this.protocol = protocol;
  }

  /**
   * Finds the servers in the order to try them.
   *
   * @param host a name or an address literal
   * @param service a port, a name of the services file, or the name of an SRV record
   * @return cold; one list with at least one server, or a {@link SocketOperationException}
   */
  public Mono<List<Target>> find(HostName host, ServiceName service) {
    OptionalInt port = service.literalPort();
    if (port.isPresent()) {
      return Mono.just(List.of(new Target(host, port.getAsInt())));
    }
    return Mono.fromCallable(() -> service.port(protocol))
        .subscribeOn(Schedulers.boundedElastic()) // It may read the services file.
        .flatMap(
            known ->
                known.isPresent()
                    ? Mono.just(List.of(new Target(host, known.getAsInt())))
                    : fromDns(host, service));
  }

  private Mono<List<Target>> fromDns(HostName host, ServiceName service) {
    if (host.type() != HostNameType.DOMAIN_NAME) {
      return Mono.error(unknown(service.toString(), "no port, and an address has no SRV records"));
    }
    String query;
    try {
      query = service.srvQueryName(host, protocol);
    } catch (IllegalArgumentException notForDns) {
      return Mono.error(unknown(service.toString(), "no port, and no name that DNS could know"));
    }
    return names
        .srv(query)
        .onErrorMap(cause -> unanswered(service, query, cause))
        .map(records -> targets(query, records));
  }

  private static List<Target> targets(String query, List<SrvRecord> records) {
    if (SrvRecord.sayUnavailable(records)) {
      throw unknown(query, "the domain says that it does not offer the service");
    }
    List<Target> targets = new ArrayList<>(records.size());
    for (SrvRecord server : SrvRecord.ordered(records, ThreadLocalRandom.current())) {
      try {
        if (server.port() != 0) {
          targets.add(new Target(HostName.of(server.target()), server.port()));
        }
      } catch (IllegalArgumentException notAName) {
        // A server without a usable name cannot be tried; others may.
      }
    }
    if (targets.isEmpty()) {
      throw unknown(query, "no SRV record names a usable server");
    }
    return targets;
  }

  /** A missing record means a missing service; a missing answer means to try again. */
  private static Throwable unanswered(ServiceName service, String query, Throwable cause) {
    SocketOperationException told =
        SocketOperationException.of(
            cause, SocketPhase.RESOLVE, SocketOperationException.RESOLVE, null, null);
    return switch (told.status()) {
      case HOST_NOT_FOUND, NO_DATA_RECORD_OF_REQUESTED_TYPE ->
          builder(service.toString(), "no port, no name of the services file, and no SRV record")
              .cause(cause)
              .build();
      default -> told.toBuilder().target(query).cause(cause).build();
    };
  }

  private static SocketOperationException unknown(String target, String reason) {
    return builder(target, reason).build();
  }

  private static SocketOperationException.Builder builder(String target, String reason) {
    return SocketOperationException.builder(SocketPhase.RESOLVE, SocketOperationException.RESOLVE)
        .status(SocketErrorStatus.CLASS_TYPE_NOT_FOUND)
        .target(target)
        .reason(reason);
  }
}
