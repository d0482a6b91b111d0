package io.reactivesockets.error;

import java.util.OptionalInt;

/**
 * Why a socket operation failed, one name for each kind of failure.
 *
 * <p>The first 31 values are those of {@code Windows.Networking.Sockets.SocketErrorStatus}, with
 * its numbers as {@link #windowsValue()}. The others are what Linux and the JVM know beyond them. A
 * status is decided by exception type, errno and what can be observed, never by message text, and
 * is the same on every transport. The table in {@code docs/errors.md} lists each with its errno.
 */
public enum SocketErrorStatus {
  /** No known status; a retry will probably fail too. */
  UNKNOWN(0, false, "an unknown error"),

  /** The operation was cancelled, or the socket was closed, while it was running. */
  OPERATION_ABORTED(1, false, "aborted"),

  /** An HTTP proxy or server sent something that is not a valid answer. */
  HTTP_INVALID_SERVER_RESPONSE(2, false, "invalid answer from the HTTP server"),

  /**
   * A connection was not established in time, or an established one stopped acknowledging (retries
   * of the system exhausted, keep-alive or user timeout; ETIMEDOUT).
   */
  CONNECTION_TIMED_OUT(3, true, "timed out"),

  /** The machine does not support the address family asked for (EAFNOSUPPORT). */
  ADDRESS_FAMILY_NOT_SUPPORTED(4, false, "address family not supported"),

  /** The kind of socket or its protocol is not supported (ESOCKTNOSUPPORT, EPROTONOSUPPORT). */
  SOCKET_TYPE_NOT_SUPPORTED(5, false, "socket type not supported"),

  /** There is no such host, or no such path for a Unix-domain socket (NXDOMAIN, ENOENT). */
  HOST_NOT_FOUND(6, false, "no such host"),

  /** The name exists, but has no record of the type asked for. */
  NO_DATA_RECORD_OF_REQUESTED_TYPE(7, false, "the name has no record of the requested type"),

  /** No name server gave a binding answer: server failure or timeout; mostly temporary. */
  NON_AUTHORITATIVE_HOST_NOT_FOUND(8, true, "no authoritative answer from a name server"),

  /** The service name is neither a port, nor a known alias, nor usable as a DNS service. */
  CLASS_TYPE_NOT_FOUND(9, false, "no such service"),

  /** The local address and port are taken by another socket (EADDRINUSE). */
  ADDRESS_ALREADY_IN_USE(10, true, "address already in use"),

  /**
   * The local address is not one of this machine, or no local address or port can be had for the
   * destination (EADDRNOTAVAIL).
   */
  CANNOT_ASSIGN_REQUESTED_ADDRESS(11, false, "cannot assign the requested address"),

  /**
   * The peer's machine answered that nobody listens there (ECONNREFUSED, ICMP port unreachable).
   */
  CONNECTION_REFUSED(12, true, "was refused"),

  /** This machine has no route to the network (ENETUNREACH). */
  NETWORK_IS_UNREACHABLE(13, true, "network unreachable"),

  /** There is a route, but the host cannot be reached along it (EHOSTUNREACH). */
  UNREACHABLE_HOST(14, true, "host unreachable"),

  /** The local network interface is down (ENETDOWN, ENONET). */
  NETWORK_IS_DOWN(15, true, "network down"),

  /** The network dropped the connection (ENETRESET). */
  NETWORK_DROPPED_CONNECTION_ON_RESET(16, true, "network dropped the connection on reset"),

  /** This machine gave the connection up (ECONNABORTED). */
  SOFTWARE_CAUSED_CONNECTION_ABORT(17, true, "connection aborted by this machine"),

  /** The peer reset the connection, or had already gone when data was sent (ECONNRESET, EPIPE). */
  CONNECTION_RESET_BY_PEER(18, true, "connection reset by peer"),

  /** The host is known to be down (EHOSTDOWN). */
  HOST_IS_DOWN(19, true, "host down"),

  /** Resolution gave no address that may be used, for instance none of a wanted family. */
  NO_ADDRESSES_FOUND(20, false, "no usable address found"),

  /** The process or the system has no file descriptor left (EMFILE, ENFILE). */
  TOO_MANY_OPEN_FILES(21, true, "too many open files"),

  /** A datagram is longer than the protocol, a buffer or the path allows (EMSGSIZE). */
  MESSAGE_TOO_LONG(22, false, "message too long"),

  /** A certificate of the peer is not valid now: expired, or not valid yet. */
  CERTIFICATE_EXPIRED(23, false, "certificate expired or not yet valid"),

  /** The peer's chain ends in a root that is not trusted, or no chain could be built. */
  CERTIFICATE_UNTRUSTED_ROOT(24, false, "certificate chain ends in an untrusted root"),

  /** The peer's certificate is for another name, or its names violate a constraint. */
  CERTIFICATE_COMMON_NAME_IS_INCORRECT(25, false, "certificate is for another name"),

  /** The peer's certificate may not be used for this purpose. */
  CERTIFICATE_WRONG_USAGE(26, false, "certificate not valid for this usage"),

  /** The peer's certificate was revoked by its issuer. */
  CERTIFICATE_REVOKED(27, false, "certificate revoked"),

  /** Whether the peer's certificate is revoked could not be found out. */
  CERTIFICATE_NO_REVOCATION_CHECK(28, false, "certificate revocation could not be checked"),

  /** The server that knows whether the peer's certificate is revoked did not answer. */
  CERTIFICATE_REVOCATION_SERVER_OFFLINE(29, true, "certificate revocation server offline"),

  /** The peer's certificate is invalid for another reason: signature, constraints, extensions. */
  CERTIFICATE_IS_INVALID(30, false, "certificate invalid"),

  /** The system forbids it: privileged port, firewall, file permission (EACCES, EPERM). */
  ACCESS_DENIED(-1, false, "access denied"),

  /** The socket was closed before the operation began (EBADF, ESHUTDOWN). */
  ALREADY_CLOSED(-1, false, "the socket is closed"),

  /** The system rejects an argument (EINVAL and the like). */
  INVALID_ARGUMENT(-1, false, "invalid argument"),

  /** The socket is connected or bound already (EISCONN). */
  ALREADY_CONNECTED(-1, false, "already connected"),

  /** The operation needs a connected socket (ENOTCONN, EDESTADDRREQ). */
  NOT_CONNECTED(-1, false, "not connected"),

  /** The system, or a bounded queue of this library, has no room left (ENOBUFS, ENOMEM). */
  NO_BUFFER_SPACE(-1, true, "no buffer space"),

  /** This platform, transport or socket cannot do it (EOPNOTSUPP, ENOPROTOOPT, ENOSYS). */
  OPERATION_NOT_SUPPORTED(-1, false, "operation not supported"),

  /** A deadline other than that of connecting passed: TLS, upgrade, proxy, idle, close. */
  OPERATION_TIMED_OUT(-1, true, "timed out"),

  /** The peer ended its stream in the middle of an item or a handshake. */
  UNEXPECTED_END_OF_STREAM(-1, true, "unexpected end of stream"),

  /** A frame is longer than the limit set for it. */
  FRAME_TOO_LONG(-1, false, "frame too long"),

  /** The proxy wants credentials that were not given, or refused those that were. */
  PROXY_AUTHENTICATION_REQUIRED(-1, false, "the proxy requires authentication"),

  /** The proxy was reached but refused to connect further. */
  PROXY_REFUSED(-1, false, "the proxy refused"),

  /** The socket was not granted the network capability that the address needs. */
  NETWORK_CAPABILITY_DENIED(-1, false, "network capability not granted"),

  /** The TLS handshake failed for a reason that is not a defect of the peer's certificate. */
  TLS_HANDSHAKE_FAILED(-1, false, "TLS handshake failed"),

  /** The peer broke the rules of the protocol (EPROTO). */
  PROTOCOL_VIOLATION(-1, false, "protocol violation"),

  /** The server answered, but would not change to the protocol asked for. */
  UPGRADE_REFUSED(-1, false, "the server refused the upgrade"),

  /** The peer did not answer though the connection under it seems to stand. */
  PEER_UNRESPONSIVE(-1, true, "the peer does not respond"),

  /** Something that can be used by one at a time is in use, such as the input of a socket. */
  IN_USE(-1, false, "already in use by another subscriber or operation");

  private static final int NOT_IN_WINDOWS = -1;

  private final int windowsValue;
  private final boolean mayPass;
  private final String description;

  SocketErrorStatus(int windowsValue, boolean mayPass, String description) {
    this.windowsValue = windowsValue;
    this.mayPass = mayPass;
    this.description = description;
  }

  /**
   * Returns the number of this status in {@code Windows.Networking.Sockets.SocketErrorStatus}.
   *
   * @return 0 to 30, or empty for a status that the namespace does not have
   */
  public OptionalInt windowsValue() {
    return windowsValue == NOT_IN_WINDOWS ? OptionalInt.empty() : OptionalInt.of(windowsValue);
  }

  /**
   * Tells whether the same operation may succeed later though the caller changes nothing.
   *
   * <p>It speaks of the cause, not of the data: bytes sent before a connection was reset may or may
   * not have arrived, and whether they may be sent again is for the application to know.
   *
   * @return {@code true} if a retry can help
   */
  public boolean isTransient() {
    return mayPass;
  }

  /**
   * Tells whether the peer's certificate is to blame.
   *
   * @return {@code true} for the {@code CERTIFICATE_} values
   */
  public boolean isCertificateError() {
    return name().startsWith("CERTIFICATE_");
  }

  /**
   * Returns a few words for people.
   *
   * @return the description, such as {@code connection reset by peer}
   */
  public String description() {
    return description;
  }
}
