package io.reactivesockets.triggers.broker;

import io.reactivesockets.triggers.wire.Message;
import java.util.UUID;

/** Finds what a refusal answers. */
final class Requests {

  private static final UUID NONE = new UUID(0, 0);

  private Requests() {}

  static UUID of(Message message) {
    if (message instanceof Message.Transfer m) {
      return m.request();
    } else if (message instanceof Message.Commit m) {
      return m.request();
    } else if (message instanceof Message.Abort m) {
      return m.request();
    } else if (message instanceof Message.Take m) {
      return m.request();
    } else if (message instanceof Message.Taken m) {
      return m.request();
    } else if (message instanceof Message.Return m) {
      return m.request();
    } else {
      return ofRequest(message);
    }
  }

  private static UUID ofRequest(Message message) {
    if (message instanceof Message.Register m) {
      return m.request();
    } else if (message instanceof Message.Unregister m) {
      return m.request();
    } else if (message instanceof Message.Listing m) {
      return m.request();
    } else if (message instanceof Message.Update m) {
      return m.request();
    } else if (message instanceof Message.Drop m) {
      return m.request();
    } else if (message instanceof Message.Statistics m) {
      return m.request();
    } else if (message instanceof Message.Standby m) {
      return m.request();
    } else if (message instanceof Message.Succeed m) {
      return m.request();
    }
    return NONE;
  }
}
