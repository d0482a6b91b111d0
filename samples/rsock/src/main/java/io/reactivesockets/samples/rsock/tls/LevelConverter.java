package io.reactivesockets.samples.rsock.tls;

import io.reactivesockets.tls.SocketProtectionLevel;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** Reads a least version of TLS: {@code 1.2}, {@code tls13}, or the name of any level. */
final class LevelConverter implements ITypeConverter<SocketProtectionLevel> {

  static final String DEFAULT = "1.2";

  @Override
  public SocketProtectionLevel convert(String text) {
    String name = text.toUpperCase(Locale.ROOT).replace('-', '_').replace(".", "");
    boolean number = !name.isEmpty() && Character.isDigit(name.charAt(0));
    String wanted = number ? "TLS" + name : name;
    return Arrays.stream(SocketProtectionLevel.values())
        .filter(level -> level.isTls() && level.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is no level of TLS (expected: 1.2 or 1.3)"));
  }

  /** Takes a level only where it is attached: what follows a bare {@code --tls} is the host. */
  static final class OnlyAttached implements IParameterPreprocessor {

    private static final String ATTACHED = "=";

    @Override
    @SuppressWarnings("JdkObsolete") // A Stack is what the parser works on.
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if (!ATTACHED.equals(info.get("separator"))) {
        arguments.push(DEFAULT);
      }
      return false;
    }
  }
}
