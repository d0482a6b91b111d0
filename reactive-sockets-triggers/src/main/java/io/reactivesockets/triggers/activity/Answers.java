package io.reactivesockets.triggers.activity;

import io.reactivesockets.triggers.wire.Message;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds what a message of the broker answers. */
final class Answers {

  private Answers() {}

  static @Nullable UUID request(Message message) {
    if (message instanceof Message.Done m) {
      return m.request();
    } else if (message instanceof Message.Refused m) {
      return m.request();
    } else if (message instanceof Message.Prepared m) {
      return m.request();
    } else if (message instanceof Message.Given m) {
      return m.request();
    } else if (message instanceof Message.Page m) {
      return m.request();
    } else if (message instanceof Message.Figures m) {
      return m.request();
    }
    return null;
  }
}
