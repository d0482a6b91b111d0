package io.reactivesockets.triggers.broker;

import io.reactivesockets.triggers.wire.Code;

/** A request cannot be met; nothing has changed. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Code code;

  Refusal(Code code, String reason) {
    super(reason, null, false, false);
    this.code = code;
  }

  Code code() {
    return code;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
