package io.reactivesockets.websocket;

import java.io.IOException;
import java.util.Arrays;

/** A peer over a blocking socket, client or server, that says just what it is told to. */
interface FramePeer extends AutoCloseable {

  /** A frame as this end has to send it, masked or not. */
  byte[] frame(int first, byte[] payload);

  void send(byte[] bytes) throws IOException;

  default void sendFrame(int first, byte[] payload) throws IOException {
    send(frame(first, payload));
  }

  /** Sends bytes in pieces, each of them a write of its own. */
  default void sendChopped(byte[] bytes, int piece) throws IOException {
    for (int at = 0; at < bytes.length; at += piece) {
      send(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
    }
  }

  /** Reads a frame: opcode byte and payload in hex, or how the connection ended. */
  String readFrame() throws IOException;

  @Override
  void close() throws IOException;
}
