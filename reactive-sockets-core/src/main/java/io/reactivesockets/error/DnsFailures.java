package io.reactivesockets.error;

import static io.reactivesockets.error.SocketErrorStatus.HOST_NOT_FOUND;
import static io.reactivesockets.error.SocketErrorStatus.NON_AUTHORITATIVE_HOST_NOT_FOUND;
import static io.reactivesockets.error.SocketErrorStatus.NO_DATA_RECORD_OF_REQUESTED_TYPE;

import io.netty.channel.ChannelException;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolverException;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * What a failed name resolution means.
 *
 * <p>Netty's resolver gives an {@link UnknownHostException} whose cause holds the answer of the
 * server, and no cause when all servers answered that the name has no such record. The JDK's gives
 * no cause ever; it does not tell an unknown name from a silent server.
 */
final class DnsFailures {
  private static final String NETTY_RESOLVER = "io.netty.resolver.dns.";

  private DnsFailures() {}

  static @Nullable SocketErrorStatus decisive(Throwable error) {
    if (error instanceof DnsErrorCauseException answer) {
      return ofCode(answer.getCode());
    } else if (error instanceof DnsNameResolverException) {
      return NON_AUTHORITATIVE_HOST_NOT_FOUND;
    } else if (error instanceof UnknownHostException) {
      return ofUnknownHost(error, error.getCause());
    }
    return null;
  }

  private static @Nullable SocketErrorStatus ofUnknownHost(
      Throwable error, @Nullable Throwable cause) {
    if (cause == null) {
      return isOfNetty(error) ? NO_DATA_RECORD_OF_REQUESTED_TYPE : HOST_NOT_FOUND;
    } else if (cause instanceof DnsErrorCauseException answer) {
      return ofCode(answer.getCode());
    } else if (cause instanceof ChannelException || cause instanceof CancellationException) {
      return null; // no socket for the query, or nobody waits for it: the cause says more
    }
    return NON_AUTHORITATIVE_HOST_NOT_FOUND;
  }

  private static SocketErrorStatus ofCode(DnsResponseCode code) {
    return code.equals(DnsResponseCode.NXDOMAIN)
        ? HOST_NOT_FOUND
        : NON_AUTHORITATIVE_HOST_NOT_FOUND;
  }

  /** Both resolvers throw the same type; who made it is seen in the first frame. */
  private static boolean isOfNetty(Throwable error) {
    StackTraceElement[] frames = error.getStackTrace();
    return frames.length > 0 && frames[0].getClassName().startsWith(NETTY_RESOLVER);
  }
}
