package io.reactivesockets.samples.rsock.console;

import io.reactivesockets.transport.Transport;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Finds a transport by its name. */
final class TransportConverter implements ITypeConverter<Transport> {

  @Override
  public Transport convert(String name) {
    try {
      return Transport.byName(name);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
