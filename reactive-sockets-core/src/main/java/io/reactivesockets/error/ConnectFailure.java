package io.reactivesockets.error;

import static io.reactivesockets.error.SocketErrorStatus.*;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells apart failures to connect for which the transports throw the same type.
 *
 * <p>The native transports throw one type for an unreachable network and an unreachable host, and
 * another for all the rest, with the errno in the text only; NIO draws other lines. So the system
 * is asked again: connecting a datagram socket makes it look up the route, and sends nothing.
 */
final class ConnectFailure {

  private ConnectFailure() {}

  /** For exceptions that speak of the way to the host. */
  static SocketErrorStatus unreachable(FailureFacts facts) {
    SocketErrorStatus route = facts.inPhase(SocketPhase.CONNECT) ? route(facts) : null;
    return route != null ? route : UNREACHABLE_HOST;
  }

  /** For exceptions that mostly mean that the peer refused. */
  static SocketErrorStatus refused(FailureFacts facts) {
    if (!facts.inPhase(SocketPhase.CONNECT)) {
      return CONNECTION_REFUSED;
    }
    SocketErrorStatus route = route(facts);
    if (route != null) {
      return route;
    }
    Duration elapsed = facts.elapsed();
    return elapsed != null && SynRetries.areExhaustedAfter(elapsed)
        ? CONNECTION_TIMED_OUT
        : CONNECTION_REFUSED;
  }

  /** Returns what is wrong with the way, {@code null} if nothing is or nothing is known. */
  static @Nullable SocketErrorStatus route(FailureFacts facts) {
    InetSocketAddress remote = facts.remoteInet();
    if (remote == null || remote.getPort() == 0) {
      return null;
    }
    try (DatagramChannel probe = DatagramChannel.open()) {
      InetSocketAddress local = facts.localInet();
      return local != null && !bound(probe, local)
          ? CANNOT_ASSIGN_REQUESTED_ADDRESS
          : connected(probe, remote);
    } catch (UnsupportedAddressTypeException e) {
      return ADDRESS_FAMILY_NOT_SUPPORTED; // IPv6 where the system has none
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private static boolean bound(DatagramChannel probe, InetSocketAddress local) throws IOException {
    try {
      probe.bind(new InetSocketAddress(local.getAddress(), 0));
      return true;
    } catch (BindException e) {
      return false;
    }
  }

  private static @Nullable SocketErrorStatus connected(
      DatagramChannel probe, InetSocketAddress remote) throws IOException {
    try {
      probe.connect(remote);
      return null;
    } catch (BindException e) {
      // EADDRNOTAVAIL where this machine has no address to send from, else EACCES: a route that
      // prohibits, or a broadcast address.
      return LocalAddresses.canSendTo(remote.getAddress())
          ? ACCESS_DENIED
          : CANNOT_ASSIGN_REQUESTED_ADDRESS;
    } catch (NoRouteToHostException e) {
      return UNREACHABLE_HOST;
    } catch (SocketException e) {
      return NETWORK_IS_UNREACHABLE;
    }
  }
}
