package io.reactivesockets.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that a machine has for ports: its {@code services} file.
 *
 * <p>Names are compared without regard to case. Of several lines with the same name and protocol
 * the first holds.
 */
public final class ServicesFile {
  private static final Pattern LINE =
      Pattern.compile("(\\S+)\\s+(\\d{1,5})/(\\S+)((?:\\s+\\S+)*)\\s*");
  private static final int MAX_PORT = 65_535;

  private final Map<String, Integer> ports;

  private ServicesFile(Map<String, Integer> ports) {
    this.ports = ports;
  }

  /**
   * Returns the names of this machine: those of its file, and where it has none or lacks them, a
   * few that are known everywhere. The file is read once a JVM, by the first call, which waits for
   * it.
   *
   * @return the names
   */
  public static ServicesFile system() {
    return SystemServices.INSTANCE;
  }

  /**
   * Reads the text of a services file: on each line a name, a port with a protocol, further names,
   * and after {@code #} a comment. Lines of another form are passed over.
   *
   * @param text the text
   * @return the names in it
   */
  public static ServicesFile parse(String text) {
    Map<String, Integer> ports = new HashMap<>();
    text.lines().forEach(line -> parseLine(line, ports));
    return new ServicesFile(Map.copyOf(ports));
  }

  private static void parseLine(String line, Map<String, Integer> ports) {
    int comment = line.indexOf('#');
    Matcher matcher = LINE.matcher(comment < 0 ? line.strip() : line.substring(0, comment).strip());
    if (!matcher.matches()) {
      return;
    }
    int port = Integer.parseInt(matcher.group(2));
    if (port > MAX_PORT) {
      return;
    }
    String protocol = matcher.group(3);
    ports.putIfAbsent(key(matcher.group(1), protocol), port);
    for (String alias : matcher.group(4).strip().split("\\s+", -1)) {
      if (!alias.isEmpty()) {
        ports.putIfAbsent(key(alias, protocol), port);
      }
    }
  }

  /**
   * Returns the port of a name.
   *
   * @param name the name or another name of the service
   * @param protocol what it is used with
   * @return the port, empty if the name is not known for that protocol
   */
  public OptionalInt port(String name, ServiceProtocol protocol) {
    Integer port = ports.get(key(name, protocol.label()));
    return port == null ? OptionalInt.empty() : OptionalInt.of(port);
  }

  private ServicesFile orElse(ServicesFile other) {
    Map<String, Integer> all = new HashMap<>(other.ports);
    all.putAll(ports);
    return new ServicesFile(Map.copyOf(all));
  }

  private static String key(String name, String protocol) {
    return name.toLowerCase(Locale.ROOT) + '/' + protocol.toLowerCase(Locale.ROOT);
  }

  /** Reads the file when first asked for. */
  private static final class SystemServices {
    private static final ServicesFile INSTANCE = load().orElse(parse(WellKnownServices.TEXT));

    private static ServicesFile load() {
      try {
        return parse(Files.readString(path(), StandardCharsets.ISO_8859_1));
      } catch (IOException | UncheckedIOException | SecurityException e) {
        return parse("");
      }
    }

    private static Path path() {
      String windows = System.getenv("windir");
      return windows == null
          ? Path.of("/etc/services")
          : Path.of(windows, "System32", "drivers", "etc", "services");
    }
  }
}
