package io.reactivesockets.metrics;

/** What a socket is and which side it has; the only dimension of what is measured. */
public enum SocketRole {
  /** A stream socket that connected. */
  STREAM_CLIENT("stream", "client"),
  /** A stream socket that a listener accepted. */
  STREAM_SERVER("stream", "server"),
  /** A datagram socket. */
  DATAGRAM("datagram", "none"),
  /** A WebSocket that connected. */
  WEB_SOCKET_CLIENT("websocket", "client"),
  /** A WebSocket that a server opened. */
  WEB_SOCKET_SERVER("websocket", "server");

  private final String kind;
  private final String side;

  SocketRole(String kind, String side) {
    this.kind = kind;
    this.side = side;
  }

  /**
   * Returns the kind of socket.
   *
   * @return {@code stream}, {@code datagram} or {@code websocket}
   */
  public String kind() {
    return kind;
  }

  /**
   * Returns the side of the connection.
   *
   * @return {@code client}, {@code server}, or {@code none} where there is no such thing
   */
  public String side() {
    return side;
  }
}
