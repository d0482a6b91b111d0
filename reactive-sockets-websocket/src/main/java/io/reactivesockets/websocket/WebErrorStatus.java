package io.reactivesockets.websocket;

import java.util.Optional;

/**
 * Why a WebSocket operation failed, in the terms of {@code Windows.Web.WebErrorStatus} and with its
 * numbers: up to 23 for failures of the network and the certificate, from 300 on the HTTP status
 * with which the server refused the opening handshake.
 *
 * @see WebSocketError#statusOf
 */
public enum WebErrorStatus {
  /** Unknown error. */
  UNKNOWN(0),

  /** Certificate name does not fit the address. */
  CERTIFICATE_COMMON_NAME_IS_INCORRECT(1),

  /** Certificate expired. */
  CERTIFICATE_EXPIRED(2),

  /** Certificate contains errors. */
  CERTIFICATE_CONTAINS_ERRORS(3),

  /** Certificate revoked. */
  CERTIFICATE_REVOKED(4),

  /** Certificate invalid. */
  CERTIFICATE_IS_INVALID(5),

  /** Server does not answer. */
  SERVER_UNREACHABLE(6),

  /** Connection timed out. */
  TIMEOUT(7),

  /** Invalid or unrecognised server response. */
  ERROR_HTTP_INVALID_SERVER_RESPONSE(8),

  /** Connection aborted. */
  CONNECTION_ABORTED(9),

  /** Connection reset. */
  CONNECTION_RESET(10),

  /** Connection ended. */
  DISCONNECTED(11),

  /** Redirect from plain to secure. */
  HTTP_TO_HTTPS_ON_REDIRECTION(12),

  /** Redirect from secure to plain. */
  HTTPS_TO_HTTP_ON_REDIRECTION(13),

  /** No connection to the destination. */
  CANNOT_CONNECT(14),

  /** Host name not resolvable. */
  HOST_NAME_NOT_RESOLVED(15),

  /** Operation cancelled. */
  OPERATION_CANCELED(16),

  /** Redirect failed. */
  REDIRECT_FAILED(17),

  /** Unexpected failing status code. */
  UNEXPECTED_STATUS_CODE(18),

  /** Unexpected redirect. */
  UNEXPECTED_REDIRECTION(19),

  /** Unexpected client-side error. */
  UNEXPECTED_CLIENT_ERROR(20),

  /** Unexpected server-side error. */
  UNEXPECTED_SERVER_ERROR(21),

  /** Range not supported. */
  INSUFFICIENT_RANGE_SUPPORT(22),

  /** File size missing. */
  MISSING_CONTENT_LENGTH_SUPPORT(23),

  /** HTTP 300: several lower-level choices exist for the URL. */
  MULTIPLE_CHOICES(300),

  /** HTTP 301: use the given URI from now on. */
  MOVED_PERMANENTLY(301),

  /** HTTP 302: found, but at another location for now. */
  FOUND(302),

  /** HTTP 303: fetch the answer with GET from another URI. */
  SEE_OTHER(303),

  /** HTTP 304: unchanged since the last request. */
  NOT_MODIFIED(304),

  /** HTTP 305: only through the proxy named in Location. */
  USE_PROXY(305),

  /** HTTP 307: temporarily at another URI. */
  TEMPORARY_REDIRECT(307),

  /** HTTP 400: malformed request. */
  BAD_REQUEST(400),

  /** HTTP 401: credentials missing or refused. */
  UNAUTHORIZED(401),

  /** HTTP 402: reserved. */
  PAYMENT_REQUIRED(402),

  /** HTTP 403: server refuses. */
  FORBIDDEN(403),

  /** HTTP 404: resource not found. */
  NOT_FOUND(404),

  /** HTTP 405: method not supported by the resource. */
  METHOD_NOT_ALLOWED(405),

  /** HTTP 406: no content that fits the Accept headers. */
  NOT_ACCEPTABLE(406),

  /** HTTP 407: authenticate at the proxy first. */
  PROXY_AUTHENTICATION_REQUIRED(407),

  /** HTTP 408: server gave up waiting for the request. */
  REQUEST_TIMEOUT(408),

  /** HTTP 409: conflicting request. */
  CONFLICT(409),

  /** HTTP 410: permanently gone. */
  GONE(410),

  /** HTTP 411: content length missing. */
  LENGTH_REQUIRED(411),

  /** HTTP 412: a precondition of the request is not met. */
  PRECONDITION_FAILED(412),

  /** HTTP 413: request too large. */
  REQUEST_ENTITY_TOO_LARGE(413),

  /** HTTP 414: URI too long for the server. */
  REQUEST_URI_TOO_LONG(414),

  /** HTTP 415: media type of the body not supported. */
  UNSUPPORTED_MEDIA_TYPE(415),

  /** HTTP 416: requested part cannot be delivered. */
  REQUESTED_RANGE_NOT_SATISFIABLE(416),

  /** HTTP 417: Expect header cannot be met. */
  EXPECTATION_FAILED(417),

  /** HTTP 500: unspecific server failure. */
  INTERNAL_SERVER_ERROR(500),

  /** HTTP 501: method unknown or not doable. */
  NOT_IMPLEMENTED(501),

  /** HTTP 502: bad answer from the upstream server. */
  BAD_GATEWAY(502),

  /** HTTP 503: server currently unavailable. */
  SERVICE_UNAVAILABLE(503),

  /** HTTP 504: no timely answer from upstream. */
  GATEWAY_TIMEOUT(504),

  /** HTTP 505: protocol version not supported. */
  HTTP_VERSION_NOT_SUPPORTED(505);

  private final int value;

  WebErrorStatus(int value) {
    this.value = value;
  }

  /**
   * Returns the number of this status in {@code Windows.Web.WebErrorStatus}; from 300 on it is the
   * HTTP status code.
   *
   * @return 0 to 23, or 300 to 505
   */
  public int value() {
    return value;
  }

  /**
   * Returns the status for an HTTP status code.
   *
   * @param code the code of a response
   * @return the status, empty if there is none for the code
   */
  public static Optional<WebErrorStatus> ofHttpStatus(int code) {
    if (code >= MULTIPLE_CHOICES.value) {
      for (WebErrorStatus status : values()) {
        if (status.value == code) {
          return Optional.of(status);
        }
      }
    }
    return Optional.empty();
  }
}
