package io.reactivesockets.websocket.codec;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * For a fuzzer: any text as a header of extensions, offered or answered. What we answer to an offer
 * can be understood, and nothing but an illegal argument is thrown.
 */
public final class ExtensionsFuzz {

  private ExtensionsFuzz() {}

  /** Reads some bytes; the first one says what we want ourselves. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    int way = data[0];
    DeflateOptions options =
        new DeflateOptions(
            6, 0, (way & 1) != 0, (way & 2) != 0, 8 + (way >> 2 & 7), 8 + (way >> 5 & 7));
    String header = new String(data, 1, data.length - 1, StandardCharsets.ISO_8859_1);
    Optional<DeflateNegotiation.Answer> answer = Optional.empty();
    try {
      answer = DeflateNegotiation.answer(header, options);
    } catch (IllegalArgumentException expected) {
      // The header is against the grammar.
    }
    answer.ifPresent(ExtensionsFuzz::isUnderstood);
    try {
      check(DeflateNegotiation.accept(header, options));
    } catch (IllegalArgumentException expected) {
      // It is no answer to what we offer.
    }
  }

  private static void isUnderstood(DeflateNegotiation.Answer answer) {
    DeflateParameters parameters =
        DeflateParameters.of(ExtensionParser.parse(answer.header()).get(0), false);
    if (parameters == null || !parameters.toAgreement().equals(answer.agreement())) {
      throw new AssertionError("not understood: " + answer);
    }
    check(answer.agreement());
  }

  private static void check(DeflateAgreement agreement) {
    if (agreement.serverMaxWindowBits() < 8
        || agreement.serverMaxWindowBits() > 15
        || agreement.clientMaxWindowBits() < 8
        || agreement.clientMaxWindowBits() > 15) {
      throw new AssertionError("no such window: " + agreement);
    }
  }
}
