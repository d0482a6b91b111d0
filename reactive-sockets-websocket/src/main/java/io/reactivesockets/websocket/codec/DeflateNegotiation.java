package io.reactivesockets.websocket.codec;

import java.util.List;
import java.util.Optional;

/**
 * The bargain over permessage-deflate in the opening handshake (RFC 7692 sections 5 and 7.1).
 *
 * <p>The server takes the first offer that it can meet. An offer with an unknown, repeated or
 * ill-formed parameter is passed over, as is one for another extension. The client holds the answer
 * to its offer: whatever it did not ask for, or did not get, fails the connection.
 */
public final class DeflateNegotiation {

  private static final int DEFAULT_BITS = DeflateOptions.MAX_WINDOW_BITS;

  private DeflateNegotiation() {}

  /**
   * What a server answers.
   *
   * @param header the value for the response's Sec-WebSocket-Extensions header
   * @param agreement what it means
   */
  public record Answer(String header, DeflateAgreement agreement) {}

  /** Returns what a client offers. */
  public static String offer(DeflateOptions options) {
    int serverBits = options.serverMaxWindowBits();
    int clientBits = options.clientMaxWindowBits();
    return new DeflateParameters(
            !options.serverContextTakeover(),
            !options.clientContextTakeover(),
            serverBits == DEFAULT_BITS ? 0 : serverBits,
            clientBits == DEFAULT_BITS ? DeflateParameters.WITHOUT_VALUE : clientBits)
        .toHeader();
  }

  /**
   * Returns what a server answers, or nothing if it can meet no offer.
   *
   * @param offers the request's Sec-WebSocket-Extensions headers, joined by commas
   * @throws IllegalArgumentException if the header does not follow the grammar
   */
  public static Optional<Answer> answer(String offers, DeflateOptions options) {
    for (Extension extension : ExtensionParser.parse(offers)) {
      if (extension.name().equals(DeflateParameters.NAME)) {
        DeflateParameters offer = DeflateParameters.of(extension, true);
        if (offer != null) {
          DeflateParameters answer = meet(offer, options);
          return Optional.of(new Answer(answer.toHeader(), answer.toAgreement()));
        }
      }
    }
    return Optional.empty();
  }

  /** Every well-formed offer can be met: our compressor can do with any window. */
  private static DeflateParameters meet(DeflateParameters offer, DeflateOptions options) {
    return new DeflateParameters(
        offer.serverNoContextTakeover() || !options.serverContextTakeover(),
        offer.clientNoContextTakeover() || !options.clientContextTakeover(),
        smaller(offer.serverMaxWindowBits(), options.serverMaxWindowBits()),
        offer.clientMaxWindowBits() == 0
            ? 0
            : smaller(offer.clientMaxWindowBits(), options.clientMaxWindowBits()));
  }

  /** Returns the smaller of both windows, or 0 (say nothing) if neither side asked for one. */
  private static int smaller(int offered, int wanted) {
    if (offered > 0) {
      return Math.min(offered, wanted);
    }
    return wanted == DEFAULT_BITS ? 0 : wanted;
  }

  /**
   * Returns what a client and the server agreed on, or nothing if the server declined.
   *
   * @param answer the response's Sec-WebSocket-Extensions headers, joined by commas
   * @param options what was offered
   * @throws IllegalArgumentException if the answer does not fit the offer
   */
  public static DeflateAgreement accept(String answer, DeflateOptions options) {
    List<Extension> extensions = ExtensionParser.parse(answer);
    Extension extension = extensions.get(0);
    if (extensions.size() > 1 || !extension.name().equals(DeflateParameters.NAME)) {
      throw refused("an extension that was not asked for", answer);
    }
    DeflateParameters agreed = DeflateParameters.of(extension, false);
    if (agreed == null) {
      throw refused("an unknown, repeated or ill-formed parameter", answer);
    }
    if (!options.serverContextTakeover() && !agreed.serverNoContextTakeover()) {
      throw refused("no " + DeflateParameters.SERVER_NO_CONTEXT, answer);
    }
    checkServerBits(agreed.serverMaxWindowBits(), options.serverMaxWindowBits(), answer);
    if (agreed.clientMaxWindowBits() > options.clientMaxWindowBits()) {
      throw refused("a larger window than offered", answer);
    }
    DeflateAgreement agreement = agreed.toAgreement();
    return new DeflateAgreement(
        agreement.serverContextTakeover(),
        agreement.clientContextTakeover() && options.clientContextTakeover(),
        agreement.serverMaxWindowBits(),
        Math.min(agreement.clientMaxWindowBits(), options.clientMaxWindowBits()));
  }

  private static void checkServerBits(int agreed, int asked, String answer) {
    if (asked < DEFAULT_BITS && (agreed == 0 || agreed > asked)) {
      throw refused("a larger window than asked for", answer);
    }
  }

  private static IllegalArgumentException refused(String what, String answer) {
    return new IllegalArgumentException(
        "the server answered the offer of permessage-deflate with " + what + ": " + answer);
  }
}
