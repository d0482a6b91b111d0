package io.reactivesockets.websocket;

/** What the sending side looks at in a frame. */
final class FrameBytes {

  private FrameBytes() {}

  static byte[] of(Frame frame) {
    return frame instanceof TextFrame text ? text.bytes() : ((BinaryFrame) frame).bytes();
  }

  static boolean isText(Frame frame) {
    return frame instanceof TextFrame;
  }
}
