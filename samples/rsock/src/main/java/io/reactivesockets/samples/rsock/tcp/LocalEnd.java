package io.reactivesockets.samples.rsock.tcp;

import io.reactivesockets.host.HostName;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a connection comes from.
 *
 * @param host an address of this machine
 * @param port a port of it, empty for the system to pick
 */
record LocalEnd(HostName host, String port) {

  /** An address alone, or one with a port behind it; then IPv6 stands in brackets. */
  private static final Pattern WITH_PORT =
      Pattern.compile("(?<host>\\[[^\\]]+\\]|[^:]+):(?<port>\\d+)");

  static LocalEnd parse(String text) {
    Matcher both = WITH_PORT.matcher(text);
    return both.matches()
        ? new LocalEnd(HostName.of(both.group("host")), both.group("port"))
        : new LocalEnd(HostName.of(text), "");
  }

  /** Reads a local end from the command line. */
  static final class Converter implements ITypeConverter<LocalEnd> {

    @Override
    public LocalEnd convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
