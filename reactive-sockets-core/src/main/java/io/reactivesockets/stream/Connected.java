package io.reactivesockets.stream;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.transport.internal.Target;
import org.jspecify.annotations.Nullable;

/**
 * A connection that was made and that nobody was given yet.
 *
 * @param stream the channel
 * @param tried the note of the try that made it
 * @param beyond what the proxy at the other end connected it with, or null without a proxy
 */
record Connected(StreamChannel stream, AttemptLog.Try tried, @Nullable Target beyond) {

  /** The same connection, which now leads through a proxy to its target. */
  Connected beyond(Target target) {
    return new Connected(stream, tried, target);
  }

  /** Closes it, since it is not wanted after all. */
  void abandon(SocketErrorStatus why) {
    tried.stopped(why);
    stream.abandon();
  }
}
