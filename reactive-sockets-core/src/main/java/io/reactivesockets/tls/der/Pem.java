package io.reactivesockets.tls.der;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text in the form of <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>. */
public final class Pem {
  /** The most bytes that a file may have: many times a bundle of all public roots. */
  public static final int MAX_BYTES = 8 << 20;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*+(?:-(?!----)[^-]*+)*+)-----END \\1-----");

  private Pem() {}

  /**
   * One block of PEM text.
   *
   * @param label what it says to be, for instance {@code CERTIFICATE}
   * @param der its content
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Block(String label, byte[] der) {}

  /**
   * Reads a file whole.
   *
   * @param file the file
   * @return its text
   * @throws IOException if it cannot be read or is larger than {@link #MAX_BYTES}
   */
  public static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * Takes text apart.
   *
   * @param text PEM blocks, with anything between them
   * @return the blocks in order, perhaps none
   * @throws IllegalArgumentException if a block is not base64
   */
  public static List<Block> parse(String text) {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      String body = matcher.group(2);
      if (body.indexOf(':') >= 0) {
        throw new IllegalArgumentException(
            "pem: "
                + matcher.group(1)
                + " with headers (expected: PKCS#8; convert with openssl pkcs8 -topk8)");
      }
      blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(body)));
    }
    return blocks;
  }
}
