package io.reactivesockets.websocket.spring;

import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.SocketMessageType;
import java.nio.ByteBuffer;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.web.reactive.socket.WebSocketMessage;

/** Spring's messages and our frames. */
final class Messages {

  private Messages() {}

  /** Returns a message that shows the bytes of a frame; nothing is copied. */
  static WebSocketMessage toMessage(Frame frame, DataBufferFactory buffers) {
    WebSocketMessage.Type type =
        frame.messageType() == SocketMessageType.UTF8
            ? WebSocketMessage.Type.TEXT
            : WebSocketMessage.Type.BINARY;
    return new WebSocketMessage(type, buffers.wrap(frame.data()), frame);
  }

  /** Returns a frame with the payload of a text or binary message, which is released. */
  static Frame toFrame(WebSocketMessage message) {
    Object received = message.getNativeMessage();
    if (received instanceof Frame frame) {
      message.release();
      return frame;
    }
    byte[] bytes = take(message);
    return message.getType() == WebSocketMessage.Type.TEXT
        ? Frame.text(ByteBuffer.wrap(bytes))
        : Frame.binary(bytes);
  }

  /** Returns a copy of the payload and releases it. */
  static byte[] take(WebSocketMessage message) {
    try {
      DataBuffer payload = message.getPayload();
      byte[] bytes = new byte[payload.readableByteCount()];
      payload.read(bytes);
      return bytes;
    } finally {
      message.release();
    }
  }
}
