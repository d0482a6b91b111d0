package io.reactivesockets.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.util.ReferenceCountUtil;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.host.SrvRecord;
import io.reactivesockets.transport.NameResolution;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Finds the addresses and SRV records of names, one family at a time, as Happy Eyeballs wants it.
 *
 * <p>The hosts file comes first: a name in it stands for the addresses there and no others. Then
 * DNS is asked, with a cache that keeps to the TTL of the records. Both files of the machine, hosts
 * and resolver configuration, are read again when they are more than a few seconds old.
 *
 * <p>A name without a record of the kind asked for ends in an error that {@code
 * SocketError.statusOf} tells from that of a missing name.
 */
public final class NameLookup {

  private final NettyTransport transport;
  private final @Nullable NetworkAdapter adapter;
  private final FreshNameSources sources;
  private final Map<String, NameLookup> confined = new ConcurrentHashMap<>();
  private volatile @Nullable DnsResolvers opened;
  private boolean closed;

  NameLookup(NettyTransport transport) {
    this(transport, null, new FreshNameSources(transport.control()));
  }

  private NameLookup(
      NettyTransport transport, @Nullable NetworkAdapter adapter, FreshNameSources sources) {
    this.transport = transport;
    this.adapter = adapter;
    this.sources = sources;
  }

  /**
   * Returns a lookup whose questions leave the machine through one adapter, as far as that can be
   * had: a name server on this machine asks others as it likes.
   *
   * @param through the adapter
   * @return the lookup, the same for the same adapter
   */
  public NameLookup confinedTo(NetworkAdapter through) {
    return confined.computeIfAbsent(
        through.name(), name -> new NameLookup(transport, through, sources));
  }

  /**
   * Returns the IPv4 addresses of a name.
   *
   * @param name a host name in ASCII form, or an address literal
   * @return cold; one list with at least one address, or an error
   */
  public Mono<List<InetAddress>> ipv4(String name) {
    return addresses(name, Inet4Address.class);
  }

  /**
   * Returns the IPv6 addresses of a name.
   *
   * @param name a host name in ASCII form, or an address literal
   * @return cold; one list with at least one address, or an error
   */
  public Mono<List<InetAddress>> ipv6(String name) {
    return addresses(name, Inet6Address.class);
  }

  private Mono<List<InetAddress>> addresses(String name, Class<? extends InetAddress> family) {
    if (transport.control().nameResolution() == NameResolution.SYSTEM) {
      return Mono.fromCallable(() -> ofFamily(InetAddress.getAllByName(name), name, family))
          .subscribeOn(Schedulers.boundedElastic());
    }
    boolean ipv6 = family == Inet6Address.class;
    return sources
        .get()
        .flatMap(
            files ->
                files.isInHostsFile(name)
                    ? Mono.just(files.fromHostsFile(name, ipv6))
                        .map(found -> ofFamily(found.toArray(InetAddress[]::new), name, family))
                    : resolvers().flatMap(dns -> dns.addresses(name, ipv6)));
  }

  private static List<InetAddress> ofFamily(
      InetAddress[] addresses, String name, Class<? extends InetAddress> family) {
    List<InetAddress> found = new ArrayList<>();
    for (InetAddress address : addresses) {
      if (family.isInstance(address)) {
        found.add(address);
      }
    }
    if (found.isEmpty()) {
      throw SocketOperationException.builder(SocketPhase.RESOLVE, SocketOperationException.RESOLVE)
          .status(SocketErrorStatus.NO_DATA_RECORD_OF_REQUESTED_TYPE)
          .target(name)
          .build();
    }
    return found;
  }

  /**
   * Returns the SRV records of a query name (RFC 2782), as the server listed them.
   *
   * @param queryName such as {@code _xmpp-client._tcp.example.com}
   * @return cold; one list with at least one record, or an error
   */
  public Mono<List<SrvRecord>> srv(String queryName) {
    String absolute = queryName.endsWith(".") ? queryName : queryName + ".";
    return sources
        .get()
        .then(resolvers())
        .flatMap(dns -> dns.records(absolute, DnsRecordType.SRV, NameLookup::decodeSrv));
  }

  private Mono<DnsResolvers> resolvers() {
    return Mono.defer(
        () -> {
          DnsResolvers ready = opened;
          // Opening loads classes that read files and ask the system, which takes a while.
          return ready != null
              ? Mono.just(ready)
              : Mono.fromCallable(this::open)
                  .subscribeOn(Schedulers.boundedElastic())
                  .switchIfEmpty(Mono.error(NameLookup::shutDown));
        });
  }

  /** Returns null once it is closed. */
  private synchronized @Nullable DnsResolvers open() {
    if (closed) {
      return null;
    }
    DnsResolvers ready = opened;
    if (ready == null) {
      ready = DnsResolvers.open(transport, sources, adapter);
      opened = ready;
    }
    return ready;
  }

  static SocketOperationException shutDown() {
    return SocketOperationException.builder(SocketPhase.RESOLVE, SocketOperationException.RESOLVE)
        .status(SocketErrorStatus.OPERATION_ABORTED)
        .hint("the transport was shut down")
        .build();
  }

  /** Fails the questions that are open; done when their sockets are closed. */
  Mono<Void> close() {
    return Mono.when(
        Mono.defer(this::closeResolvers),
        Flux.defer(() -> Flux.fromIterable(confined.values())).flatMap(NameLookup::close));
  }

  private synchronized Mono<Void> closeResolvers() {
    closed = true;
    DnsResolvers held = opened;
    return held == null ? Mono.empty() : held.close();
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
