package io.reactivesockets.samples.rsock.tcp;

import io.reactivesockets.stream.ProxyControl;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a proxy from the command line. */
final class ProxyConverter implements ITypeConverter<ProxyControl> {

  @Override
  public ProxyControl convert(String uri) {
    try {
      return ProxyControl.parse(uri).build();
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
