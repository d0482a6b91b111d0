package io.reactivesockets.transport.netty;

import io.netty.resolver.HostsFileEntriesProvider;
import io.netty.resolver.dns.DefaultDnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.resolver.dns.UnixResolverDnsServerAddressStreamProvider;
import io.netty.util.internal.PlatformDependent;
import io.reactivesockets.transport.TransportControl;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What this machine's files say about names at one moment: its hosts file, and which name servers
 * to ask. Reading them blocks.
 *
 * @param hosts the hosts file
 * @param servers whom to ask
 */
record NameSources(HostsFileEntriesProvider hosts, DnsServerAddressStreamProvider servers) {

  private static final String RESOLV_CONF = "/etc/resolv.conf";
  private static final String RESOLVER_DIRECTORY = "/etc/resolver";

  static NameSources read(TransportControl control) {
    return new NameSources(readHosts(), readServers(control));
  }

  private static HostsFileEntriesProvider readHosts() {
    // Windows has no rule for the encoding of this file.
    return PlatformDependent.isWindows()
        ? HostsFileEntriesProvider.parser()
            .parseSilently(
                Charset.defaultCharset(), StandardCharsets.UTF_16, StandardCharsets.UTF_8)
        : HostsFileEntriesProvider.parser().parseSilently();
  }

  private static DnsServerAddressStreamProvider readServers(TransportControl control) {
    if (!control.nameServers().isEmpty()) {
      return new SequentialDnsServerAddressStreamProvider(control.nameServers());
    }
    if (PlatformDependent.isWindows() || PlatformDependent.isOsx()) {
      return DnsServerAddressStreamProviders.platformDefault();
    }
    try {
      return new UnixResolverDnsServerAddressStreamProvider(RESOLV_CONF, RESOLVER_DIRECTORY);
    } catch (IOException | RuntimeException nothingUsable) {
      return DefaultDnsServerAddressStreamProvider.INSTANCE;
    }
  }

  /** Tells whether the hosts file has the name, which then stands for nothing else. */
  boolean isInHostsFile(String name) {
    String key = key(name);
    return hosts.ipv4Entries().containsKey(key) || hosts.ipv6Entries().containsKey(key);
  }

  List<InetAddress> fromHostsFile(String name, boolean ipv6) {
    Map<String, List<InetAddress>> entries = ipv6 ? hosts.ipv6Entries() : hosts.ipv4Entries();
    List<InetAddress> found = entries.get(key(name));
    return found == null ? List.of() : new ArrayList<>(found);
  }

  private static String key(String name) {
    String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return relative.toLowerCase(Locale.ROOT);
  }
}
