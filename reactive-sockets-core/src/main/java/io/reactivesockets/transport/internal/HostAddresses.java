package io.reactivesockets.transport.internal;

import static io.reactivesockets.error.SocketErrorStatus.NO_DATA_RECORD_OF_REQUESTED_TYPE;

import io.reactivesockets.error.SocketError;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.HostName;
import io.reactivesockets.transport.netty.NameLookup;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Finds all addresses of a host, of both families. */
public final class HostAddresses {

  private record Answer(List<InetAddress> addresses, @Nullable Throwable failure) {}

  private HostAddresses() {}

  /**
   * Finds them, whatever they are needed for.
   *
   * @param names where to look
   * @param host a name or an address literal
   * @return cold; one list with at least one address, those of IPv6 first, or what kept it from
   *     being found
   */
  public static Mono<List<InetAddress>> of(NameLookup names, HostName host) {
    return Mono.defer(
        () -> {
          List<InetAddress> known = KnownAddresses.of(host);
          return known.isEmpty()
              ? Mono.zip(
                      answer(names.ipv6(host.lookupName())), answer(names.ipv4(host.lookupName())))
                  .flatMap(both -> join(both.getT1(), both.getT2()))
              : Mono.just(known);
        });
  }

  /**
   * Finds the address to bind for a name.
   *
   * @param names where to look
   * @param host a local name or address literal
   * @return cold; its first IPv4 address, else its first IPv6 one
   */
  public static Mono<InetAddress> toBind(NameLookup names, HostName host) {
    return of(names, host)
        .map(
            addresses ->
                addresses.stream()
                    .filter(Inet4Address.class::isInstance)
                    .findFirst()
                    .orElse(addresses.get(0)));
  }

  private static Mono<Answer> answer(Mono<List<InetAddress>> question) {
    return question
        .map(addresses -> new Answer(addresses, null))
        .onErrorResume(failure -> Mono.just(new Answer(List.of(), failure)));
  }

  private static Mono<List<InetAddress>> join(Answer ipv6, Answer ipv4) {
    List<InetAddress> all = new ArrayList<>(ipv6.addresses());
    all.addAll(ipv4.addresses());
    Throwable failure = moreTelling(ipv4.failure(), ipv6.failure());
    return all.isEmpty() && failure != null ? Mono.error(failure) : Mono.just(all);
  }

  private static @Nullable Throwable moreTelling(
      @Nullable Throwable ipv4, @Nullable Throwable ipv6) {
    boolean ipv4SaysLittle =
        ipv4 == null
            || SocketError.statusOf(ipv4, SocketPhase.RESOLVE) == NO_DATA_RECORD_OF_REQUESTED_TYPE;
    return ipv4SaysLittle && ipv6 != null ? ipv6 : ipv4;
  }
}
