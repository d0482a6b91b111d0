package io.reactivesockets.websocket;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a session makes of the messages that arrive.
 *
 * @param <T> what the receiver gets
 */
interface Delivery<T> {

  /** Messages, or parts of them. */
  Delivery<Frame> FRAMES =
      new Delivery<>() {
        @Override
        public Frame item(boolean text, byte[] payload, boolean ascii, boolean last) {
          return text ? new TextFrame(payload, ascii, last) : new BinaryFrame(payload, last);
        }

        @Override
        public int size(Frame item) {
          return item.size();
        }

        @Override
        public SavedSession.Item save(Frame item) {
          return new SavedSession.Item(
              FrameBytes.isText(item), item.isMessageComplete(), FrameBytes.of(item));
        }
      };

  /** The bytes of messages, whose bounds do not matter. */
  Delivery<ByteBuffer> BYTES =
      new Delivery<>() {
        @Override
        public @Nullable ByteBuffer item(
            boolean text, byte[] payload, boolean ascii, boolean last) {
          return payload.length == 0 ? null : ByteBuffer.wrap(payload);
        }

        @Override
        public int size(ByteBuffer item) {
          return item.capacity();
        }

        @Override
        public SavedSession.Item save(ByteBuffer item) {
          byte[] bytes = new byte[item.capacity()];
          item.duplicate().clear().get(bytes);
          return new SavedSession.Item(false, true, bytes);
        }
      };

  /** Returns the item for a part, or {@code null} if the receiver need not see it. */
  @Nullable T item(boolean text, byte[] payload, boolean ascii, boolean last);

  /** Returns how many bytes an item holds. */
  int size(T item);

  /** Returns an item as it can be taken to another process. */
  SavedSession.Item save(T item);
}
