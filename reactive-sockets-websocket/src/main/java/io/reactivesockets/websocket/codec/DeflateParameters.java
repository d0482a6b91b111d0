package io.reactivesockets.websocket.codec;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The four parameters of one permessage-deflate element, offered or answered, each checked as RFC
 * 7692 section 7.1 asks.
 *
 * @param serverNoContextTakeover whether it is there
 * @param clientNoContextTakeover whether it is there
 * @param serverMaxWindowBits its value, or 0 if it is not there
 * @param clientMaxWindowBits its value, or 0 if it is not there, or {@link #WITHOUT_VALUE}
 */
record DeflateParameters(
    boolean serverNoContextTakeover,
    boolean clientNoContextTakeover,
    int serverMaxWindowBits,
    int clientMaxWindowBits) {

  static final String NAME = "permessage-deflate";
  static final String SERVER_NO_CONTEXT = "server_no_context_takeover";
  static final String CLIENT_NO_CONTEXT = "client_no_context_takeover";
  static final String SERVER_BITS = "server_max_window_bits";
  static final String CLIENT_BITS = "client_max_window_bits";

  /** An offer's client_max_window_bits may come without a value: "as you like". */
  static final int WITHOUT_VALUE = -1;

  /**
   * Reads the parameters of an offer or an answer.
   *
   * @param offered whether it is an offer, in which one value may be left out
   * @return the parameters, or {@code null} if one is unknown, repeated or has a value it must not
   */
  static @Nullable DeflateParameters of(Extension extension, boolean offered) {
    Set<String> seen = new HashSet<>();
    boolean serverNoContext = false;
    boolean clientNoContext = false;
    int serverBits = 0;
    int clientBits = 0;
    for (Extension.Parameter parameter : extension.parameters()) {
      if (!seen.add(parameter.name())) {
        return null;
      }
      Optional<String> value = parameter.value();
      boolean valid;
      switch (parameter.name()) {
        case SERVER_NO_CONTEXT -> valid = serverNoContext = value.isEmpty();
        case CLIENT_NO_CONTEXT -> valid = clientNoContext = value.isEmpty();
        case SERVER_BITS -> {
          serverBits = bits(value);
          valid = serverBits > 0;
        }
        case CLIENT_BITS -> {
          clientBits = value.isEmpty() && offered ? WITHOUT_VALUE : bits(value);
          valid = clientBits != 0;
        }
        default -> valid = false;
      }
      if (!valid) {
        return null;
      }
    }
    return new DeflateParameters(serverNoContext, clientNoContext, serverBits, clientBits);
  }

  /** Returns a window's size, "8" to "15" without leading zero; 0 for anything else. */
  private static int bits(Optional<String> value) {
    return switch (value.orElse("")) {
      case "8" -> 8;
      case "9" -> 9;
      case "10" -> 10;
      case "11" -> 11;
      case "12" -> 12;
      case "13" -> 13;
      case "14" -> 14;
      case "15" -> 15;
      default -> 0;
    };
  }

  /** Returns the element as it stands in a header. */
  String toHeader() {
    StringBuilder header = new StringBuilder(NAME);
    if (serverNoContextTakeover) {
      header.append("; ").append(SERVER_NO_CONTEXT);
    }
    if (clientNoContextTakeover) {
      header.append("; ").append(CLIENT_NO_CONTEXT);
    }
    if (serverMaxWindowBits > 0) {
      header.append("; ").append(SERVER_BITS).append('=').append(serverMaxWindowBits);
    }
    if (clientMaxWindowBits != 0) {
      header.append("; ").append(CLIENT_BITS);
      if (clientMaxWindowBits > 0) {
        header.append('=').append(clientMaxWindowBits);
      }
    }
    return header.toString();
  }

  /** Returns what was agreed on if these are the parameters of an answer. */
  DeflateAgreement toAgreement() {
    return new DeflateAgreement(
        !serverNoContextTakeover,
        !clientNoContextTakeover,
        serverMaxWindowBits > 0 ? serverMaxWindowBits : DeflateOptions.MAX_WINDOW_BITS,
        clientMaxWindowBits > 0 ? clientMaxWindowBits : DeflateOptions.MAX_WINDOW_BITS);
  }
}
