package io.reactivesockets.stream;

import io.reactivesockets.host.HostName;
import io.reactivesockets.transport.netty.NameLookup;
import java.net.InetAddress;
import java.util.List;
import reactor.core.publisher.Mono;

/** Asks for the addresses of one host, one family at a time. */
interface HostQuestion {

  Mono<List<InetAddress>> ipv4();

  Mono<List<InetAddress>> ipv6();

  /** Asks a lookup. */
  static HostQuestion of(NameLookup names, HostName host) {
    return new HostQuestion() {
      @Override
      public Mono<List<InetAddress>> ipv4() {
        return names.ipv4(host.lookupName());
      }

      @Override
      public Mono<List<InetAddress>> ipv6() {
        return names.ipv6(host.lookupName());
      }
    };
  }
}
