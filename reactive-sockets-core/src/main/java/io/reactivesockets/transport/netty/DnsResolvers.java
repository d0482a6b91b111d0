package io.reactivesockets.transport.netty;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DefaultDnsCnameCache;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.reactivesockets.channel.DeviceBinding;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.NetworkAdapter;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Netty's resolver, once for each family, so that neither waits for the other.
 *
 * <p>Each lookup has a socket, and so a port, of its own: an answer cannot be forged without
 * guessing it.
 *
 * @param loop where they run
 * @param sockets opens a socket for each lookup
 * @param ipv4 for A and all other records
 * @param ipv6 for AAAA records
 */
record DnsResolvers(
    EventLoop loop, QuerySockets sockets, DnsNameResolver ipv4, DnsNameResolver ipv6) {

  static DnsResolvers open(
      NettyTransport transport, FreshNameSources sources, @Nullable NetworkAdapter adapter) {
    DnsServerAddressStreamProvider servers =
        name -> sources.latest().servers().nameServerAddressStream(name);
    boolean confined = adapter != null && !isLocal(servers.nameServerAddressStream(""));
    EventLoop loop = transport.loops().next();
    QuerySockets sockets = new QuerySockets(transport, confined ? adapter : null);
    DnsNameResolverBuilder common =
        new DnsNameResolverBuilder(loop)
            .datagramChannelFactory(sockets::open)
            .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
            .socketChannelFactory(sockets::openStream, true)
            .queryTimeoutMillis(transport.control().queryTimeout().toMillis())
            .hostsFileEntriesResolver((name, families) -> null)
            .nameServerProvider(servers)
            .cnameCache(new DefaultDnsCnameCache(0, DnsMemory.LONGEST_TTL_SECONDS))
            .completeOncePreferredResolved(false);
    if (confined && !DeviceBinding.isKnownTo(transport.name())) {
      addressOf(adapter).ifPresent(own -> common.localAddress(new InetSocketAddress(own, 0)));
    }
    return new DnsResolvers(
        loop,
        sockets,
        resolver(common, ResolvedAddressTypes.IPV4_ONLY),
        resolver(common, ResolvedAddressTypes.IPV6_ONLY));
  }

  private static DnsNameResolver resolver(
      DnsNameResolverBuilder common, ResolvedAddressTypes types) {
    return common.copy().resolveCache(new DnsMemory()).resolvedAddressTypes(types).build();
  }

  /** A server on this machine, such as a caching stub, cannot be reached through an adapter. */
  private static boolean isLocal(DnsServerAddressStream servers) {
    InetAddress first = servers.next().getAddress();
    return first != null && first.isLoopbackAddress();
  }

  private static Optional<InetAddress> addressOf(@Nullable NetworkAdapter adapter) {
    return adapter == null
        ? Optional.empty()
        : adapter.hostNames().stream()
            .map(HostName::toInetAddress)
            .flatMap(Optional::stream)
            .filter(Inet4Address.class::isInstance)
            .findFirst();
  }

  /** Asks for the addresses of one family. */
  Mono<List<InetAddress>> addresses(String name, boolean wantIpv6) {
    DnsNameResolver resolver = wantIpv6 ? ipv6 : ipv4;
    Mono<List<InetAddress>> answer =
        DnsQuery.ask(this, () -> resolver.resolveAll(name), Function.identity());
    return answer.doOnError(
        failure -> ((DnsMemory) resolver.resolveCache()).remember(name, failure, loop));
  }

  /** Asks for records of another type; the conversion releases them. */
  <T> Mono<T> records(String name, DnsRecordType type, Function<List<DnsRecord>, T> conversion) {
    return DnsQuery.ask(
        this, () -> ipv4.resolveAll(new DefaultDnsQuestion(name, type)), conversion);
  }

  /** Fails the questions that are open; done when their sockets are closed. */
  Mono<Void> close() {
    return Mono.create(
        sink -> {
          try {
            loop.execute(
                () ->
                    sockets.close(
                        () -> {
                          ipv4.close();
                          ipv6.close();
                          sink.success();
                        }));
          } catch (RejectedExecutionException shutDown) {
            sink.success();
          }
        });
  }
}
