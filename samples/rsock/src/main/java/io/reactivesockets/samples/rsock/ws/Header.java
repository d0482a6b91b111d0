package io.reactivesockets.samples.rsock.ws;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A header of the opening handshake.
 *
 * @param name the name
 * @param value the value
 */
record Header(String name, String value) {

  /** Reads a header from the command line. */
  static final class Converter implements ITypeConverter<Header> {

    @Override
    public Header convert(String text) {
      int colon = text.indexOf(':');
      if (colon < 1) {
        throw new TypeConversionException("'" + text + "' is no header (expected: 'Name: value')");
      }
      return new Header(text.substring(0, colon).strip(), text.substring(colon + 1).strip());
    }
  }
}
