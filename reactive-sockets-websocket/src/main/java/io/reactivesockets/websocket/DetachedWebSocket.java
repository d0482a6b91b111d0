package io.reactivesockets.websocket;

import io.reactivesockets.descriptor.DetachedSocket;
import java.util.Objects;

/**
 * A live WebSocket that no event loop serves: its connection, and where its protocol stands.
 *
 * <p>It has the one end that its {@link #socket()} has: it is adopted, in this process or another
 * one, by {@code adopt} of the class it came from, or released once another process has it. To get
 * it there, send both parts by whatever carries a {@link DetachedSocket}, such as a hand-over with
 * {@link #state()} as the context.
 */
public final class DetachedWebSocket {

  private final SavedSession session;
  private final DetachedSocket socket;

  DetachedWebSocket(SavedSession session, DetachedSocket socket) {
    this.session = session;
    this.socket = socket;
  }

  /**
   * Puts the two parts of one together again.
   *
   * @param state what {@link #state()} was
   * @param socket what {@link #socket()} was, in this process
   * @return the detached WebSocket
   * @throws IllegalArgumentException if the bytes are not such a state, or of another version; then
   *     the socket is still the caller's
   */
  public static DetachedWebSocket of(byte[] state, DetachedSocket socket) {
    return new DetachedWebSocket(
        SavedSession.decode(state), Objects.requireNonNull(socket, "socket"));
  }

  /**
   * Returns where the protocol stands: role, limits, handshake with headers, compression, messages
   * under way both ways, what was received and not taken, a close frame not answered.
   *
   * @return the bytes, in a format with a version; they hold what was said on the WebSocket
   */
  public byte[] state() {
    return session.encode();
  }

  /**
   * Returns the connection below.
   *
   * @return the detached connection
   */
  public DetachedSocket socket() {
    return socket;
  }

  /**
   * Returns whether it is the client's end.
   *
   * @return {@code false} for the server's
   */
  public boolean isClient() {
    return session.client();
  }

  /**
   * Returns what was agreed on when the WebSocket was opened.
   *
   * @return the opening handshake
   */
  public WebSocketHandshake handshake() {
    return session.handshake();
  }

  SavedSession session() {
    return session;
  }

  @Override
  public String toString() {
    return "DetachedWebSocket["
        + (session.client() ? "client of " : "server of ")
        + session.handshake().requestUri()
        + ", "
        + session.items().size()
        + " messages not taken, "
        + socket
        + "]";
  }
}
