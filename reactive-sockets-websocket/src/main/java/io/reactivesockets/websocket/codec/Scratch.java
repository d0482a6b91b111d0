package io.reactivesockets.websocket.codec;

import io.netty.util.concurrent.FastThreadLocal;

/** Working arrays of one thread, for bytes that are looked at and gone before the call returns. */
final class Scratch {

  static final int SIZE = 16_384;

  private static final FastThreadLocal<Scratch> CURRENT =
      new FastThreadLocal<>() {
        @Override
        protected Scratch initialValue() {
          return new Scratch();
        }
      };

  /** For bytes on the way in to zlib or through a mask. */
  final byte[] input = new byte[SIZE];

  /** For bytes that zlib puts out. */
  final byte[] output = new byte[SIZE];

  static Scratch current() {
    return CURRENT.get();
  }
}
