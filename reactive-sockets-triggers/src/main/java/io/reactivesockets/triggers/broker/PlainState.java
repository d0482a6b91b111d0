package io.reactivesockets.triggers.broker;

import io.reactivesockets.triggers.wire.Bytes;

final class PlainState {
  private PlainState() {}

  static Bytes of(Holding holding) {
    return holding.state();
  }
}
