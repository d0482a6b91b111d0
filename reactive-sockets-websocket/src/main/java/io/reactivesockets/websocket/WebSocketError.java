package io.reactivesockets.websocket;

import io.reactivesockets.error.SocketError;
import io.reactivesockets.error.SocketErrorStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says what any exception of a WebSocket operation means, in the terms of the web. */
public final class WebSocketError {

  private static final int MAX_DEPTH = 32;
  private static final int REDIRECTS = 300;
  private static final int CLIENT_ERRORS = 400;

  private WebSocketError() {}

  /**
   * Returns the status that an exception stands for: the HTTP status if a server refused the
   * opening handshake, else what {@link SocketError#statusOf(Throwable)} finds, named as the web
   * names it.
   *
   * @param error what was thrown
   * @return the status, {@link WebErrorStatus#UNKNOWN} if nothing is known of it
   */
  public static WebErrorStatus statusOf(Throwable error) {
    Objects.requireNonNull(error, "error");
    UpgradeRefusedException refused = refusal(error);
    return refused == null ? of(SocketError.statusOf(error)) : of(refused.statusCode());
  }

  private static @Nullable UpgradeRefusedException refusal(Throwable error) {
    Throwable next = error;
    for (int depth = 0; next != null && depth < MAX_DEPTH; depth++) {
      if (next instanceof UpgradeRefusedException refused) {
        return refused;
      }
      next = next.getCause();
    }
    return null;
  }

  private static WebErrorStatus of(int httpStatus) {
    boolean redirect = httpStatus >= REDIRECTS && httpStatus < CLIENT_ERRORS;
    return WebErrorStatus.ofHttpStatus(httpStatus)
        .orElse(
            redirect
                ? WebErrorStatus.UNEXPECTED_REDIRECTION
                : WebErrorStatus.UNEXPECTED_STATUS_CODE);
  }

  private static WebErrorStatus of(SocketErrorStatus status) {
    return switch (status) {
      case CERTIFICATE_COMMON_NAME_IS_INCORRECT ->
          WebErrorStatus.CERTIFICATE_COMMON_NAME_IS_INCORRECT;
      case CERTIFICATE_EXPIRED -> WebErrorStatus.CERTIFICATE_EXPIRED;
      case CERTIFICATE_REVOKED -> WebErrorStatus.CERTIFICATE_REVOKED;
      case CERTIFICATE_IS_INVALID -> WebErrorStatus.CERTIFICATE_IS_INVALID;
      case CERTIFICATE_UNTRUSTED_ROOT,
          CERTIFICATE_WRONG_USAGE,
          CERTIFICATE_NO_REVOCATION_CHECK,
          CERTIFICATE_REVOCATION_SERVER_OFFLINE ->
          WebErrorStatus.CERTIFICATE_CONTAINS_ERRORS;
      case HOST_NOT_FOUND,
          NO_DATA_RECORD_OF_REQUESTED_TYPE,
          NON_AUTHORITATIVE_HOST_NOT_FOUND,
          NO_ADDRESSES_FOUND ->
          WebErrorStatus.HOST_NAME_NOT_RESOLVED;
      case NETWORK_IS_UNREACHABLE, UNREACHABLE_HOST, NETWORK_IS_DOWN, HOST_IS_DOWN ->
          WebErrorStatus.SERVER_UNREACHABLE;
      case CONNECTION_TIMED_OUT, OPERATION_TIMED_OUT, PEER_UNRESPONSIVE -> WebErrorStatus.TIMEOUT;
      case HTTP_INVALID_SERVER_RESPONSE -> WebErrorStatus.ERROR_HTTP_INVALID_SERVER_RESPONSE;
      case SOFTWARE_CAUSED_CONNECTION_ABORT, NETWORK_DROPPED_CONNECTION_ON_RESET ->
          WebErrorStatus.CONNECTION_ABORTED;
      case CONNECTION_RESET_BY_PEER -> WebErrorStatus.CONNECTION_RESET;
      case UNEXPECTED_END_OF_STREAM, ALREADY_CLOSED, NOT_CONNECTED -> WebErrorStatus.DISCONNECTED;
      case CONNECTION_REFUSED, PROXY_REFUSED, TLS_HANDSHAKE_FAILED, NETWORK_CAPABILITY_DENIED ->
          WebErrorStatus.CANNOT_CONNECT;
      case OPERATION_ABORTED -> WebErrorStatus.OPERATION_CANCELED;
      case PROXY_AUTHENTICATION_REQUIRED -> WebErrorStatus.PROXY_AUTHENTICATION_REQUIRED;
      case PROTOCOL_VIOLATION, FRAME_TOO_LONG -> WebErrorStatus.UNEXPECTED_SERVER_ERROR;
      case INVALID_ARGUMENT,
          ACCESS_DENIED,
          ADDRESS_ALREADY_IN_USE,
          CANNOT_ASSIGN_REQUESTED_ADDRESS,
          IN_USE,
          NO_BUFFER_SPACE,
          OPERATION_NOT_SUPPORTED,
          TOO_MANY_OPEN_FILES ->
          WebErrorStatus.UNEXPECTED_CLIENT_ERROR;
      default -> WebErrorStatus.UNKNOWN;
    };
  }
}
