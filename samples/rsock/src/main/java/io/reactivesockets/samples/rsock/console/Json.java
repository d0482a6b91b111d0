package io.reactivesockets.samples.rsock.console;

import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON (RFC 8259) on one line.
 *
 * <p>A record becomes an object with a member for each component, a collection an array, an empty
 * Optional {@code null}. Numbers and booleans stay what they are; everything else is a string: a
 * duration in ISO-8601, an address as {@code host:port}, an exception its message; of a certificate
 * there is who, by whom and how long.
 */
public final class Json {

  private static final int FIRST_PRINTABLE = 0x20;

  private final StringBuilder text = new StringBuilder();

  private Json() {}

  /**
   * Writes a value.
   *
   * @param value a record, or what a record may hold
   * @return JSON without line breaks
   */
  public static String of(@Nullable Object value) {
    Json json = new Json();
    json.write(value);
    return json.text.toString();
  }

  private void write(@Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      write(optional.orElse(null));
    } else if (value instanceof OptionalInt number) {
      write(number.isPresent() ? number.getAsInt() : null);
    } else if (value instanceof OptionalLong number) {
      write(number.isPresent() ? number.getAsLong() : null);
    } else if (value instanceof OptionalDouble number) {
      write(number.isPresent() ? number.getAsDouble() : null);
    } else if (value instanceof Record object) {
      writeObject(object);
    } else if (value instanceof Collection<?> collection) {
      writeArray(collection);
    } else if (value instanceof X509Certificate certificate) {
      writeObject(CertificateFacts.of(certificate));
    } else if (value instanceof InetSocketAddress address) {
      writeString(Addresses.text(address));
    } else if (value instanceof Throwable failure) {
      writeString(String.valueOf(failure.getMessage()));
    } else if (value == null || value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else {
      writeString(value.toString());
    }
  }

  private void writeObject(Record object) {
    List<RecordComponent> components = List.of(object.getClass().getRecordComponents());
    writeAll(
        '{',
        components.stream(),
        component -> {
          writeString(component.getName());
          text.append(':');
          write(valueOf(object, component));
        },
        '}');
  }

  private void writeArray(Collection<?> values) {
    writeAll('[', values.stream(), this::write, ']');
  }

  private <T> void writeAll(
      char open, Stream<T> members, java.util.function.Consumer<T> each, char close) {
    text.append(open);
    for (Iterator<T> left = members.iterator(); left.hasNext(); ) {
      each.accept(left.next());
      if (left.hasNext()) {
        text.append(',');
      }
    }
    text.append(close);
  }

  private static @Nullable Object valueOf(Record object, RecordComponent component) {
    try {
      return component.getAccessor().invoke(object);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private void writeString(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < FIRST_PRINTABLE || Character.isSurrogate(c) || c == 0x7f) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
