package io.reactivesockets.triggers.wire;

import java.util.function.Consumer;

/** Where each message passes by, so that a test can stop a process between any two of them. */
final class ProtocolSteps {

  private static volatile Consumer<String> watcher = step -> {};

  private ProtocolSteps() {}

  /** Has every step told, such as {@code received COMMIT}, before what it leads to. */
  static void watch(Consumer<String> told) {
    watcher = told;
  }

  static void received(Message message) {
    watcher.accept("received " + MessageType.of(message));
  }

  static void sending(Message message) {
    watcher.accept("sending " + MessageType.of(message));
  }

  static void sent(MessageType type) {
    watcher.accept("sent " + type);
  }
}
