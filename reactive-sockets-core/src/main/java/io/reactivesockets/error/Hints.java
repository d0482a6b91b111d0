package io.reactivesockets.error;

/** What to do about a failure, where there is something to say that holds in general. */
final class Hints {

  private Hints() {}

  /** Returns the advice, or nothing if the reason says all. */
  static String of(SocketErrorStatus status, SocketPhase phase) {
    return switch (status) {
      case CONNECTION_TIMED_OUT ->
          phase == SocketPhase.CONNECT
              ? "raise connectTimeout, or check that the port is reachable"
              : "the peer no longer acknowledges: reconnect";
      case CONNECTION_REFUSED -> "check that a server listens there";
      case CONNECTION_RESET_BY_PEER -> "the peer ended the connection: reconnect";
      case NOT_CONNECTED -> "connect first";
      case HOST_NOT_FOUND -> "check the name";
      case NO_DATA_RECORD_OF_REQUESTED_TYPE ->
          "check the name's records, or allow both IPv4 and IPv6";
      case NON_AUTHORITATIVE_HOST_NOT_FOUND -> "try again, or check the name servers";
      case CLASS_TYPE_NOT_FOUND -> "give a port number or a name of the services file";
      case ADDRESS_ALREADY_IN_USE -> "choose another port, or close the socket that holds it";
      case CANNOT_ASSIGN_REQUESTED_ADDRESS ->
          phase == SocketPhase.BIND
              ? "bind to an address of this machine"
              : "check the local address and that local ports are left";
      case NETWORK_IS_UNREACHABLE -> "check the routes of this machine";
      case UNREACHABLE_HOST -> "check that the host is up";
      case NO_ADDRESSES_FOUND -> "check the name and the address families allowed";
      case TOO_MANY_OPEN_FILES -> "close sockets, or raise the limit of open files (ulimit -n)";
      case MESSAGE_TOO_LONG -> "send less in one datagram";
      case ACCESS_DENIED ->
          phase == SocketPhase.BIND
              ? "choose a port above 1023, or grant CAP_NET_BIND_SERVICE"
              : "check firewall rules and permissions";
      case ALREADY_CLOSED -> "open a new socket";
      case IN_USE -> "wait until it has ended, or cancel it";
      case FRAME_TOO_LONG -> "raise the limit if the peer may send so much";
      case PROXY_AUTHENTICATION_REQUIRED -> "give the proxy's credentials";
      case PROXY_REFUSED -> "check what the proxy allows";
      case NETWORK_CAPABILITY_DENIED -> "grant the capability if this destination is intended";
      case CERTIFICATE_UNTRUSTED_ROOT -> "trust the issuer if it is meant to be trusted";
      case CERTIFICATE_COMMON_NAME_IS_INCORRECT -> "connect to the name the certificate is for";
      case OPERATION_TIMED_OUT -> timedOut(phase);
      default -> "";
    };
  }

  private static String timedOut(SocketPhase phase) {
    return switch (phase) {
      case TLS -> "raise the handshake timeout, or check that the peer speaks TLS";
      case UPGRADE -> "raise the upgrade timeout, or check that the peer speaks the protocol";
      case PROXY -> "raise the proxy timeout, or check the proxy";
      case RESOLVE -> "check the name servers";
      default -> "";
    };
  }
}
