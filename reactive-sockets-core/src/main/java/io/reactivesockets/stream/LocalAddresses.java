package io.reactivesockets.stream;

import io.reactivesockets.host.HostName;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.InetAddress;
import reactor.core.publisher.Mono;

/** Finds the address that a name on this side stands for. */
final class LocalAddresses {

  private LocalAddresses() {}

  static Mono<InetAddress> resolve(NettyTransport transport, HostName host) {
    return host.toInetAddress()
        .map(Mono::just)
        .orElseGet(
            () ->
                transport
                    .names()
                    .ipv4(host.canonicalName())
                    .onErrorResume(
                        noIpv4 ->
                            transport
                                .names()
                                .ipv6(host.canonicalName())
                                .onErrorMap(noIpv6 -> noIpv4))
                    .map(addresses -> addresses.get(0)));
  }
}
