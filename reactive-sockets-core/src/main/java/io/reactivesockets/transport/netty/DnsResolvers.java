package io.reactivesockets.transport.netty;

import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.ResolvedAddressTypes;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Netty's resolver, once for each family, so that neither waits for the other.
 *
 * <p>Each lookup has a socket, and so a port, of its own: an answer cannot be forged without
 * guessing it.
 *
 * @param ipv4 for A and all other records
 * @param ipv6 for AAAA records
 */
record DnsResolvers(DnsNameResolver ipv4, DnsNameResolver ipv6) {

  private static final int LONGEST_TTL_SECONDS = 3_600;
  private static final int NEGATIVE_TTL_SECONDS = 5;

  static DnsResolvers open(
      NettyTransport transport, FreshNameSources sources, @Nullable NetworkAdapter adapter) {
    DnsServerAddressStreamProvider servers =
        name -> sources.latest().servers().nameServerAddressStream(name);
    boolean confined = adapter != null && !isLocal(servers.nameServerAddressStream(""));
    DnsNameResolverBuilder common =
        new DnsNameResolverBuilder(transport.loops().next())
            .datagramChannelFactory(
                () -> confined ? through(adapter, transport) : transport.newDatagramChannel(null))
            .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
            .socketChannelFactory(() -> (SocketChannel) transport.newStreamChannel(), true)
            .queryTimeoutMillis(transport.control().queryTimeout().toMillis())
            .hostsFileEntriesResolver((name, families) -> null)
            .nameServerProvider(servers)
            .ttl(0, LONGEST_TTL_SECONDS)
            .negativeTtl(NEGATIVE_TTL_SECONDS)
            .completeOncePreferredResolved(false);
    if (confined && !DeviceBinding.isKnownTo(transport.name())) {
      addressOf(adapter).ifPresent(own -> common.localAddress(new InetSocketAddress(own, 0)));
    }
    return new DnsResolvers(
        common.copy().resolvedAddressTypes(ResolvedAddressTypes.IPV4_ONLY).build(),
        common.copy().resolvedAddressTypes(ResolvedAddressTypes.IPV6_ONLY).build());
  }

  /** A server on this machine, such as a caching stub, cannot be reached through an adapter. */
  private static boolean isLocal(DnsServerAddressStream servers) {
    InetAddress first = servers.next().getAddress();
    return first != null && first.isLoopbackAddress();
  }

  private static DatagramChannel through(
      @Nullable NetworkAdapter adapter, NettyTransport transport) {
    DatagramChannel channel = transport.newDatagramChannel(null);
    if (adapter != null) {
      try {
        DeviceBinding.bind(channel, adapter.name());
      } catch (RuntimeException refused) {
        channel.unsafe().closeForcibly();
        throw refused;
      }
    }
    return channel;
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

  void close() {
    ipv4.close();
    ipv6.close();
  }
}
