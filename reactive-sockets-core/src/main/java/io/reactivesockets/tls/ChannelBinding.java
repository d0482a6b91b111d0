package io.reactivesockets.tls;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that identify a TLS connection or its server, to bind an authentication inside to it
 * (SCRAM-PLUS, token binding).
 */
public final class ChannelBinding {
  /**
   * The type that is a hash of the server's certificate (<a
   * href="https://www.rfc-editor.org/rfc/rfc5929#section-4">RFC 5929, section 4</a>).
   */
  public static final String TLS_SERVER_END_POINT = "tls-server-end-point";

  /**
   * The type that is exported keying material, unique for each connection (<a
   * href="https://www.rfc-editor.org/rfc/rfc9266">RFC 9266</a>).
   */
  public static final String TLS_EXPORTER = "tls-exporter";

  private final String type;
  private final byte[] bytes;

  /**
   * Keeps a binding.
   *
   * @param type its registered name
   * @param bytes its value, copied
   */
  public ChannelBinding(String type, byte[] bytes) {
    this.type = type;
    this.bytes = bytes.clone();
  }

  /**
   * Returns the registered name.
   *
   * @return for instance {@link #TLS_SERVER_END_POINT}
   */
  public String type() {
    return type;
  }

  /**
   * Returns the value.
   *
   * @return a copy
   */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ChannelBinding binding
        && binding.type.equals(type)
        && Arrays.equals(binding.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /**
   * Shows the type, and the value only where it is public.
   *
   * @return the binding in words
   */
  @Override
  public String toString() {
    return type.equals(TLS_EXPORTER) ? type : type + "=" + HexFormat.of().formatHex(bytes);
  }
}
