package io.reactivesockets.triggers.activity;

import io.reactivesockets.triggers.wire.Code;

/** The broker said no; becomes the cause of what users get. */
final class BrokerRefusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Code code;

  BrokerRefusal(Code code, String reason) {
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
