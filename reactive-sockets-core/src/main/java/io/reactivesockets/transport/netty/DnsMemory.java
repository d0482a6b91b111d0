package io.reactivesockets.transport.netty;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.resolver.dns.DefaultDnsCache;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import io.reactivesockets.error.SocketError;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a resolver of Netty's remembers of names. Netty would remember each failure as that of a
 * name without addresses, whatever it was; here it is remembered with its reason, and only if it is
 * what a name server knows: what one could not tell is asked again.
 */
final class DnsMemory implements DnsCache {

  static final int LONGEST_TTL_SECONDS = 3_600;
  private static final int NEGATIVE_TTL_SECONDS = 5;
  private static final DnsRecord[] NOTHING_ELSE = {};

  private final DnsCache answers =
      new DefaultDnsCache(0, LONGEST_TTL_SECONDS, NEGATIVE_TTL_SECONDS);

  /** Keeps why a name has no address, unless that is what was remembered already. */
  void remember(String name, Throwable failure, EventLoop loop) {
    if (!isKnowledge(failure) || !get(name, NOTHING_ELSE).isEmpty()) {
      return;
    }
    UnknownHostException known = new UnknownHostException(failure.getMessage());
    known.setStackTrace(failure.getStackTrace());
    known.initCause(failure.getCause());
    answers.cache(name, NOTHING_ELSE, known, loop);
  }

  private static boolean isKnowledge(Throwable failure) {
    return switch (SocketError.statusOf(failure)) {
      case HOST_NOT_FOUND, NO_DATA_RECORD_OF_REQUESTED_TYPE -> true;
      default -> false;
    };
  }

  @Override
  public void clear() {
    answers.clear();
  }

  @Override
  public boolean clear(String name) {
    return answers.clear(name);
  }

  @Override
  public List<? extends DnsCacheEntry> get(String name, DnsRecord[] additionals) {
    List<? extends DnsCacheEntry> entries = answers.get(name, additionals);
    return entries == null ? List.of() : entries;
  }

  @Override
  public DnsCacheEntry cache(
      String name, DnsRecord[] additionals, InetAddress address, long originalTtl, EventLoop loop) {
    return answers.cache(name, additionals, address, originalTtl, loop);
  }

  @Override
  public DnsCacheEntry cache(
      String name, DnsRecord[] additionals, Throwable cause, EventLoop loop) {
    return new Failure(cause);
  }

  /**
   * A failure that Netty has told already.
   *
   * @param cause what was thrown
   */
  private record Failure(Throwable cause) implements DnsCacheEntry {
    @Override
    public @Nullable InetAddress address() {
      return null;
    }
  }
}
