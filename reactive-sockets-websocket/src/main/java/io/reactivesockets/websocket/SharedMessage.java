package io.reactivesockets.websocket;

import io.reactivesockets.websocket.codec.SharedDeflation;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message for many: compressed once for each way of compressing that its receivers agreed on.
 * Immutable.
 */
final class SharedMessage {

  private final Frame frame;
  private final Map<Integer, byte[]> compressed = new TreeMap<>();
  private final WaitingFrame entry;

  /** Compresses the message in each of the ways. */
  SharedMessage(Frame frame, Set<Integer> ways) {
    this.frame = frame;
    for (int way : ways) {
      compressed.put(way, SharedDeflation.compress(way, FrameBytes.of(frame)));
    }
    entry = WaitingFrame.whole(this);
  }

  Frame frame() {
    return frame;
  }

  /** Returns the compressed payload, or {@code null} if it was not compressed that way. */
  byte @Nullable [] compressed(int way) {
    return compressed.get(way);
  }

  /** Returns what stands for the message wherever it has to wait. */
  WaitingFrame entry() {
    return entry;
  }
}
