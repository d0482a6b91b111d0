package io.reactivesockets.websocket;

/** Who hands frames in, and is told once for each what became of it. */
interface FrameOrigin {

  /** Does not care what becomes of its frames. */
  FrameOrigin NOBODY =
      new FrameOrigin() {
        @Override
        public void sent() {
          // Nobody waits for it.
        }

        @Override
        public void dropped() {
          // It is counted, which is enough.
        }

        @Override
        public void mixed() {
          // A message between the parts of another one waits for them, so this does not happen.
        }
      };

  /** A frame was put on the wire; on the event loop. */
  void sent();

  /** A frame was not sent, and will not be; from any thread, within the queue's lock. */
  void dropped();

  /** A frame was refused, because another message is under way; on the event loop. */
  void mixed();
}
