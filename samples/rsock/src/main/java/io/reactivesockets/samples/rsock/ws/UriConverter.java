package io.reactivesockets.samples.rsock.ws;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the URI of a WebSocket server. */
final class UriConverter implements ITypeConverter<URI> {

  @Override
  public URI convert(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new TypeConversionException(
          "'" + text + "' is no URI (expected: ws://HOST[:PORT]/PATH, or wss)");
    }
  }
}
