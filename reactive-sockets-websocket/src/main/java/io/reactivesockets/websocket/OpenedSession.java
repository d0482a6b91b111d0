package io.reactivesockets.websocket;

import org.jspecify.annotations.Nullable;

/**
 * What came of an opening. Between a session and its subscriber lie operators that drop what comes
 * as they are cancelled, so it is cut from here.
 */
final class OpenedSession {

  private @Nullable Session<?> session; // guarded by this
  private boolean forgone; // guarded by this

  /** There is a session. */
  void came(Session<?> opened) {
    synchronized (this) {
      session = opened;
      if (!forgone) {
        return;
      }
    }
    opened.cut().subscribe();
  }

  /** Nobody takes it any more, whether it came or not. */
  void forgo() {
    Session<?> unwanted;
    synchronized (this) {
      forgone = true;
      unwanted = session;
    }
    if (unwanted != null) {
      unwanted.cut().subscribe();
    }
  }
}
