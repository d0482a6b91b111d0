package io.reactivesockets.websocket;

import java.nio.ByteBuffer;

/** The client's end of a WebSocket for a stream of bytes. */
public final class StreamWebSocket extends AnyStreamWebSocket {

  private final StreamWebSocketControl control;

  StreamWebSocket(Session<ByteBuffer> session, StreamWebSocketControl control) {
    super(session);
    this.control = control;
  }

  @Override
  public StreamWebSocketControl control() {
    return control;
  }
}
