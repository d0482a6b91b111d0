package io.reactivesockets.datagram;

import io.netty.channel.Channel;
import io.netty.channel.unix.Errors.NativeIoException;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Says what went wrong on one datagram socket. */
final class DatagramFailures {

  /** The longest payload of IPv4: 65,535 bytes less the headers of IP and UDP. */
  static final int MAX_IPV4_PAYLOAD = 65_507;

  /** The longest payload of IPv6, whose own header does not count: 65,535 bytes less UDP's. */
  static final int MAX_IPV6_PAYLOAD = 65_527;

  private static final int EIO = 5;
  private static final int EINVAL = 22;
  private static final int EPROTO = 71;
  private static final int EMSGSIZE = 90;
  private static final int ENOPROTOOPT = 92;
  private static final int EOPNOTSUPP = 95;
  private static final int ENETUNREACH = 101;
  private static final int ECONNREFUSED = 111;
  private static final int EHOSTDOWN = 112;
  private static final int EHOSTUNREACH = 113;

  private final NettyTransport transport;
  private final Channel channel;
  private final NetworkErrorQueue errorQueue;
  private final boolean dontFragment;

  DatagramFailures(
      NettyTransport transport,
      Channel channel,
      NetworkErrorQueue errorQueue,
      boolean dontFragment) {
    this.transport = transport;
    this.channel = channel;
    this.errorQueue = errorQueue;
    this.dontFragment = dontFragment;
  }

  /** Forgets errors of the network that were told or are about to be. */
  void clearPending() {
    errorQueue.clear();
  }

  /** Forgets errors of the network that nobody was told. Returns whether there were any. */
  boolean clearUntold() {
    return errorQueue.clearUntold();
  }

  /** Whether a send was refused because of what the network said about an earlier one. */
  boolean isOfEarlier(Throwable cause) {
    return switch (errno(cause)) {
      case ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, EPROTO, EMSGSIZE -> true;
      default -> false;
    };
  }

  /** Whether only an earlier datagram can be the reason. */
  boolean isRefusal(Throwable cause) {
    return errno(cause) == ECONNREFUSED;
  }

  /** Whether datagrams were refused because they were joined. */
  boolean isOfJoining(Throwable cause) {
    return switch (errno(cause)) {
      case EINVAL, EIO, EMSGSIZE, EOPNOTSUPP, ENOPROTOOPT -> true;
      default -> false;
    };
  }

  private static int errno(Throwable cause) {
    if (cause instanceof PortUnreachableException) {
      return ECONNREFUSED;
    }
    return cause instanceof NativeIoException io ? -io.expectedErr() : 0;
  }

  /** Why a datagram was not sent. */
  SocketOperationException send(Throwable cause, @Nullable InetSocketAddress to, int size) {
    if (cause instanceof SocketOperationException known) {
      return known;
    }
    if (cause instanceof ClosedHere) {
      return closedHere(SocketOperationException.SEND, to);
    }
    boolean nameless = cause.getClass() == SocketException.class;
    if (errno(cause) == EMSGSIZE || (nameless && dontFragment)) {
      return tooLong(size, to, cause);
    }
    // NIO leaves it to the routes to say why, as it does when connecting.
    return SocketOperationException.of(
        cause,
        nameless ? SocketPhase.CONNECT : SocketPhase.OPEN,
        SocketOperationException.SEND,
        channel.localAddress(),
        to);
  }

  /** A datagram that is longer than the path carries, or than any may be. */
  SocketOperationException tooLong(
      int size, @Nullable InetSocketAddress to, @Nullable Throwable cause) {
    int most = maxPayload(to);
    OptionalInt mtu = size > most || to == null ? OptionalInt.empty() : PathMtu.to(transport, to);
    String reason = size + " bytes are too long for one datagram";
    if (size > most) {
      reason += ", which holds " + most;
    } else if (mtu.isPresent()) {
      reason += " on this path, which carries packets of " + mtu.getAsInt();
    }
    return build(SocketErrorStatus.MESSAGE_TOO_LONG, SocketOperationException.SEND, to)
        .reason(reason)
        .cause(cause)
        .build();
  }

  static int maxPayload(@Nullable InetSocketAddress to) {
    return to != null && to.getAddress() instanceof Inet6Address
        ? MAX_IPV6_PAYLOAD
        : MAX_IPV4_PAYLOAD;
  }

  /** What the network reported for a datagram sent earlier. */
  SocketOperationException network(Throwable cause, @Nullable InetSocketAddress to) {
    if (cause instanceof UntoldNetworkException) {
      return build(SocketErrorStatus.UNKNOWN, SocketOperationException.SEND, to)
          .reason("the network reported an error (ICMP) for a datagram that was sent before")
          .hint("send datagrams one by one to learn which")
          .cause(cause)
          .build();
    }
    SocketOperationException told =
        SocketOperationException.of(
            cause, SocketPhase.OPEN, SocketOperationException.SEND, channel.localAddress(), to);
    return told.toBuilder()
        .reason("the network reported it (ICMP) for a datagram that was sent before")
        .cause(cause)
        .build();
  }

  SocketOperationException receive(Throwable cause) {
    return SocketOperationException.of(
        cause, SocketPhase.OPEN, SocketOperationException.RECEIVE, channel.localAddress(), null);
  }

  SocketOperationException inUse() {
    return build(SocketErrorStatus.IN_USE, SocketOperationException.RECEIVE, null)
        .hint("cancel the other subscriber first; the datagrams it leaves are kept")
        .build();
  }

  SocketOperationException cancelled(String operation) {
    return build(SocketErrorStatus.OPERATION_ABORTED, operation, null)
        .hint("it was cancelled by cancelIo")
        .build();
  }

  SocketOperationException closedHere(String operation, @Nullable InetSocketAddress to) {
    return build(SocketErrorStatus.OPERATION_ABORTED, operation, to)
        .hint("the socket was closed on this side")
        .build();
  }

  /** Tells those who still use a socket that it goes on elsewhere. */
  SocketOperationException detached() {
    return build(SocketErrorStatus.OPERATION_ABORTED, "use socket", null)
        .reason("the socket was detached")
        .hint("it goes on where it is adopted, with the datagrams that were not emitted")
        .build();
  }

  SocketOperationException undetachable(SocketErrorStatus status, String reason, String hint) {
    return build(status, "detach", null).reason(reason).hint(hint).build();
  }

  SocketOperationException notConnected() {
    return build(SocketErrorStatus.NOT_CONNECTED, SocketOperationException.SEND, null)
        .hint("say where to, or connect the socket")
        .build();
  }

  SocketOperationException otherPeer(InetSocketAddress to) {
    return build(SocketErrorStatus.ALREADY_CONNECTED, SocketOperationException.SEND, to)
        .hint("a connected socket sends to its peer only; bind one to send to many")
        .build();
  }

  SocketOperationException otherFamily(InetSocketAddress to) {
    return build(SocketErrorStatus.ADDRESS_FAMILY_NOT_SUPPORTED, SocketOperationException.SEND, to)
        .hint("the socket is bound to an IPv4 address")
        .build();
  }

  SocketOperationException closeTimedOut(Duration after) {
    return SocketOperationException.builder(SocketPhase.CLOSE, SocketOperationException.CLOSE)
        .status(SocketErrorStatus.OPERATION_TIMED_OUT)
        .localAddress(channel.localAddress())
        .hint("sends were still under way after " + after + ", and were dropped")
        .build();
  }

  private SocketOperationException.Builder build(
      SocketErrorStatus status, String operation, @Nullable InetSocketAddress to) {
    return SocketOperationException.builder(SocketPhase.OPEN, operation)
        .status(status)
        .localAddress(channel.localAddress())
        .remoteAddress(to);
  }
}
