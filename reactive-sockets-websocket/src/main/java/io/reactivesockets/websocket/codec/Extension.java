package io.reactivesockets.websocket.codec;

import java.util.List;
import java.util.Optional;

/**
 * One element of a Sec-WebSocket-Extensions header.
 *
 * @param name the extension's token
 * @param parameters its parameters in the order in which they stand
 */
record Extension(String name, List<Parameter> parameters) {

  Extension {
    parameters = List.copyOf(parameters);
  }

  /**
   * A parameter of an extension.
   *
   * @param name its token
   * @param value its value, unquoted, if it has one
   */
  record Parameter(String name, Optional<String> value) {}
}
