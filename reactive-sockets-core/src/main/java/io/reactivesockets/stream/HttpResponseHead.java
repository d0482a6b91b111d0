package io.reactivesockets.stream;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer of an HTTP proxy, as far as it matters here.
 *
 * @param statusLine the first line, fit to be shown
 * @param code the status code
 * @param offersBasic whether a challenge for the proxy's own authentication names Basic
 */
record HttpResponseHead(String statusLine, int code, boolean offersBasic) {

  /** What is longer is no answer to a request this small. */
  static final int MAX_BYTES = 16_384;

  /** An end may be cut anywhere, so that the search goes back by this much. */
  static final int LONGEST_END = 3;

  private static final int MAX_SHOWN = 120;
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[0-9] ([1-9][0-9]{2})(?: .*)?");
  private static final String CHALLENGE = "proxy-authenticate:";

  /** A scheme begins a challenge; what follows an equals sign or stands in quotes is none. */
  private static final Pattern BASIC =
      Pattern.compile("(?:^|,)\\s*basic(?:\\s|,|$)", Pattern.CASE_INSENSITIVE);

  /** Returns how many bytes the head has with its empty line, or -1 if that is still to come. */
  static int end(ByteBuf input, int from) {
    int begin = input.readerIndex();
    for (int i = begin + from; i < input.writerIndex(); i++) {
      if (input.getByte(i) == '\n' && endsLine(input, begin, i - 1)) {
        return i + 1 - begin;
      }
    }
    return -1;
  }

  /** Whether a line feed, perhaps with a carriage return behind it, ends at an index. */
  private static boolean endsLine(ByteBuf input, int begin, int index) {
    int last = index >= begin && input.getByte(index) == '\r' ? index - 1 : index;
    return last >= begin && input.getByte(last) == '\n';
  }

  /** Returns the head of a text that ends with an empty line, or null if it is none. */
  static @Nullable HttpResponseHead parse(String text) {
    List<String> lines = text.lines().toList();
    Matcher status = STATUS_LINE.matcher(lines.isEmpty() ? "" : lines.get(0));
    if (!status.matches()) {
      return null;
    }
    boolean basic = false;
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).startsWith(CHALLENGE)) {
        basic |= BASIC.matcher(unquoted(line.substring(CHALLENGE.length()))).find();
      }
    }
    return new HttpResponseHead(printable(text), Integer.parseInt(status.group(1)), basic);
  }

  /** Returns a text without what stands in quotes. */
  private static String unquoted(String text) {
    StringBuilder outside = new StringBuilder(text.length());
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inside && c == '\\') {
        i++;
      } else if (c == '"') {
        inside = !inside;
      } else if (!inside) {
        outside.append(c);
      }
    }
    return outside.toString();
  }

  /** Returns the first line of what a stranger sent, short and without control characters. */
  static String printable(String text) {
    String line = text.lines().findFirst().orElse("");
    String cut = line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) + "..." : line;
    return '"' + cut.replaceAll("[^\\x20-\\x7e]", "?") + '"';
  }
}
