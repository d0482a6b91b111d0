package io.reactivesockets.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.reactivesockets.host.SrvRecord;
import io.reactivesockets.transport.NameResolution;
import io.reactivesockets.transport.TransportControl;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Finds the addresses and SRV records of names, one family at a time, as Happy Eyeballs wants it.
 *
 * <p>A name without a record of the kind asked for ends in an {@link UnknownHostException} whose
 * cause tells a missing name from a missing record; {@code SocketError.statusOf} knows both.
 */
public final class NameLookup {

  private record Resolvers(DnsNameResolver ipv4, DnsNameResolver ipv6) {}

  private final NettyTransport transport;
  private final TransportControl control;
  private final Mono<Resolvers> resolvers;
  private volatile @Nullable Resolvers opened;

  NameLookup(NettyTransport transport, TransportControl control) {
    this.transport = transport;
    this.control = control;
    // Opening reads the hosts file and the resolver configuration, which an event loop must not.
    this.resolvers = Mono.fromCallable(this::open).subscribeOn(Schedulers.boundedElastic()).cache();
  }

  /**
   * Returns the IPv4 addresses of a name.
   *
   * @param name a host name in ASCII form, or an address literal
   * @return cold; one list with at least one address, or an error
   */
  public Mono<List<InetAddress>> ipv4(String name) {
    return control.nameResolution() == NameResolution.SYSTEM
        ? system(name, Inet4Address.class)
        : resolvers.flatMap(held -> from(held.ipv4().resolveAll(name)));
  }

  /**
   * Returns the IPv6 addresses of a name.
   *
   * @param name a host name in ASCII form, or an address literal
   * @return cold; one list with at least one address, or an error
   */
  public Mono<List<InetAddress>> ipv6(String name) {
    return control.nameResolution() == NameResolution.SYSTEM
        ? system(name, Inet6Address.class)
        : resolvers.flatMap(held -> from(held.ipv6().resolveAll(name)));
  }

  /**
   * Returns the SRV records of a query name (RFC 2782), as the server listed them.
   *
   * @param queryName such as {@code _xmpp-client._tcp.example.com}
   * @return cold; one list with at least one record, or an error
   */
  public Mono<List<SrvRecord>> srv(String queryName) {
    String absolute = queryName.endsWith(".") ? queryName : queryName + ".";
    return resolvers
        .flatMap(
            held ->
                from(held.ipv4().resolveAll(new DefaultDnsQuestion(absolute, DnsRecordType.SRV))))
        .map(NameLookup::decodeSrv);
  }

  void close() {
    Resolvers held = opened;
    if (held != null) {
      held.ipv4().close();
      held.ipv6().close();
    }
  }

  private Resolvers open() {
    DnsNameResolverBuilder common =
        new DnsNameResolverBuilder(transport.loops().next())
            .datagramChannelFactory(() -> transport.newDatagramChannel(null))
            .socketChannelFactory(() -> (SocketChannel) transport.newStreamChannel(), true)
            .queryTimeoutMillis(control.queryTimeout().toMillis())
            .completeOncePreferredResolved(false);
    if (!control.nameServers().isEmpty()) {
      common.nameServerProvider(
          new SequentialDnsServerAddressStreamProvider(control.nameServers()));
    }
    Resolvers held =
        new Resolvers(
            common.copy().resolvedAddressTypes(ResolvedAddressTypes.IPV4_ONLY).build(),
            common.copy().resolvedAddressTypes(ResolvedAddressTypes.IPV6_ONLY).build());
    opened = held;
    return held;
  }

  private static Mono<List<InetAddress>> system(String name, Class<? extends InetAddress> family) {
    return Mono.fromCallable(
            () -> {
              List<InetAddress> found = new ArrayList<>();
              for (InetAddress address : InetAddress.getAllByName(name)) {
                if (family.isInstance(address)) {
                  found.add(address);
                }
              }
              if (found.isEmpty()) {
                throw new UnknownHostException(name + " has no " + family.getSimpleName());
              }
              return found;
            })
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static <T> Mono<T> from(Future<T> future) {
    return Mono.create(
        sink -> {
          future.addListener(
              (Future<T> done) -> {
                if (done.isSuccess()) {
                  sink.success(done.getNow());
                } else {
                  sink.error(done.cause());
                }
              });
          sink.onCancel(() -> future.cancel(false));
        });
  }

  private static List<SrvRecord> decodeSrv(List<DnsRecord> records) {
    List<SrvRecord> decoded = new ArrayList<>(records.size());
    try {
      for (DnsRecord each : records) {
        if (each instanceof DnsRawRecord raw && DnsRecordType.SRV.equals(each.type())) {
          ByteBuf content = raw.content();
          int priority = content.readUnsignedShort();
          int weight = content.readUnsignedShort();
          int port = content.readUnsignedShort();
          decoded.add(
              new SrvRecord(priority, weight, port, DefaultDnsRecordDecoder.decodeName(content)));
        }
      }
    } finally {
      records.forEach(ReferenceCountUtil::release);
    }
    return decoded;
  }
}
