package io.reactivesockets.error;

import static io.reactivesockets.error.SocketErrorStatus.ACCESS_DENIED;
import static io.reactivesockets.error.SocketErrorStatus.ADDRESS_ALREADY_IN_USE;
import static io.reactivesockets.error.SocketErrorStatus.CANNOT_ASSIGN_REQUESTED_ADDRESS;

import java.net.InetSocketAddress;

/**
 * Tells apart the failures that NIO throws as {@link java.net.BindException}: address in use, not
 * of this machine, not permitted. It looks in the order in which Linux does.
 */
final class BindFailure {

  private BindFailure() {}

  static SocketErrorStatus statusOf(FailureFacts facts) {
    InetSocketAddress local = facts.localInet();
    if (local != null && !LocalAddresses.mayBind(local.getAddress())) {
      return CANNOT_ASSIGN_REQUESTED_ADDRESS;
    } else if (local != null && local.getPort() != 0) {
      return PrivilegedPorts.mayBind(local.getPort()) ? ADDRESS_ALREADY_IN_USE : ACCESS_DENIED;
    } else if (facts.inPhase(SocketPhase.CONNECT)) {
      SocketErrorStatus route = ConnectFailure.route(facts);
      return route != null ? route : CANNOT_ASSIGN_REQUESTED_ADDRESS;
    }
    return ADDRESS_ALREADY_IN_USE;
  }
}
