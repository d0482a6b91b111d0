package io.reactivesockets.tls;

import java.util.List;
import java.util.OptionalInt;

/**
 * How well a stream socket is protected: nothing, or at least a certain version of TLS.
 *
 * <p>A TLS level is a <em>minimum</em>: {@link #TLS12} negotiates TLS 1.2 or 1.3, whichever is the
 * highest both sides speak, and never falls below. Levels are compared with {@link
 * #isAtLeast(SocketProtectionLevel)}; neither their order here nor their {@linkplain
 * #windowsNumber() numbers} say anything about strength.
 *
 * <p>The levels of SSL are named so that they can be refused by name: {@link #refusal()} says why.
 */
public enum SocketProtectionLevel {
  /** No protection: bytes travel as they are. */
  PLAIN_SOCKET(0, Kind.PLAIN),

  /**
   * SSL 3.0 or TLS 1.0 with weak ciphers; always refused.
   *
   * @deprecated SSL 3.0 is broken (<a href="https://www.rfc-editor.org/rfc/rfc7568">RFC 7568</a>)
   */
  @Deprecated
  SSL(1, Kind.BROKEN),

  /**
   * SSL 3.0 or TLS 1.0, perhaps without any encryption; always refused.
   *
   * @deprecated an encrypted level that may not encrypt protects nobody
   */
  @Deprecated
  SSL_ALLOW_NULL_ENCRYPTION(2, Kind.BROKEN),

  /** Bluetooth link encryption if the peer wants it; RFCOMM only, refused on TCP. */
  BLUETOOTH_ENCRYPTION_ALLOW_NULL_AUTHENTICATION(3, Kind.BLUETOOTH),

  /** Bluetooth link encryption and authentication; RFCOMM only, refused on TCP. */
  BLUETOOTH_ENCRYPTION_WITH_AUTHENTICATION(4, Kind.BLUETOOTH),

  /**
   * SSL 3.0 with weak ciphers; always refused.
   *
   * @deprecated SSL 3.0 is broken (<a href="https://www.rfc-editor.org/rfc/rfc7568">RFC 7568</a>)
   */
  @Deprecated
  SSL3_ALLOW_WEAK_ENCRYPTION(5, Kind.BROKEN),

  /**
   * TLS 1.0 or better; refused where the engine no longer speaks TLS 1.0, which is so on JDKs as
   * they come.
   *
   * @deprecated TLS 1.0 is obsolete (<a href="https://www.rfc-editor.org/rfc/rfc8996">RFC 8996</a>)
   */
  @Deprecated
  TLS10(6, Kind.TLS),

  /**
   * TLS 1.1 or better; refused where the engine no longer speaks TLS 1.1, which is so on JDKs as
   * they come.
   *
   * @deprecated TLS 1.1 is obsolete (<a href="https://www.rfc-editor.org/rfc/rfc8996">RFC 8996</a>)
   */
  @Deprecated
  TLS11(7, Kind.TLS),

  /** TLS 1.2 (<a href="https://www.rfc-editor.org/rfc/rfc5246">RFC 5246</a>) or better. */
  TLS12(8, Kind.TLS),

  /** Whatever the {@linkplain TlsControl#minimumLevel() Control} asks for: TLS 1.2 by default. */
  UNSPECIFIED(9, Kind.TLS),

  /** TLS 1.3 (<a href="https://www.rfc-editor.org/rfc/rfc8446">RFC 8446</a>) or better. */
  TLS13(-1, Kind.TLS);

  private static final List<String> VERSIONS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

  private final int number;
  private final Kind kind;

  SocketProtectionLevel(int number, Kind kind) {
    this.number = number;
    this.kind = kind;
  }

  /**
   * Tells whether this level puts TLS on the stream.
   *
   * @return {@code true} for {@link #TLS10}, {@link #TLS11}, {@link #TLS12}, {@link #TLS13} and
   *     {@link #UNSPECIFIED}
   */
  public boolean isTls() {
    return kind == Kind.TLS;
  }

  /**
   * Returns the versions of TLS that this level admits, lowest first, in the names of the JDK.
   *
   * @return for instance {@code [TLSv1.2, TLSv1.3]}; empty unless {@link #isTls()}
   */
  public List<String> protocols() {
    return isTls() ? VERSIONS.subList(rank(), VERSIONS.size()) : List.of();
  }

  /**
   * Tells whether this level's lowest version of TLS is at least that of another.
   *
   * @param other the level to compare with
   * @return {@code true} if this level promises what {@code other} promises; {@code false} whenever
   *     this level is not TLS and the other is
   */
  public boolean isAtLeast(SocketProtectionLevel other) {
    return rank() >= other.rank();
  }

  /**
   * Returns the stronger of two levels.
   *
   * @param other the level to compare with
   * @return this level or {@code other}, whichever promises more
   */
  public SocketProtectionLevel strongest(SocketProtectionLevel other) {
    return isAtLeast(other) ? this : other;
  }

  /**
   * Returns the number of this level in the Windows enumeration of the same name.
   *
   * @return 0 to 9, or empty for {@link #TLS13}, which that enumeration does not know
   */
  public OptionalInt windowsNumber() {
    return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /**
   * Returns why no TCP socket will ever use this level.
   *
   * @return the reason, or an empty string if the level can be used
   */
  public String refusal() {
    return switch (kind) {
      case PLAIN, TLS -> "";
      case BROKEN -> "SSL 3.0 and unencrypted TLS are broken (RFC 7568); use TLS12 or TLS13";
      case BLUETOOTH -> "it protects Bluetooth links only; use TLS12 or TLS13";
    };
  }

  /**
   * Returns the level of a negotiated version of TLS.
   *
   * @param protocol a version in the names of the JDK, for instance {@code TLSv1.3}
   * @return the level whose lowest version it is
   * @throws IllegalArgumentException if no level has this version
   */
  @SuppressWarnings("deprecation") // an old peer's version has to be named too
  public static SocketProtectionLevel ofProtocol(String protocol) {
    return switch (protocol) {
      case "TLSv1" -> TLS10;
      case "TLSv1.1" -> TLS11;
      case "TLSv1.2" -> TLS12;
      case "TLSv1.3" -> TLS13;
      default ->
          throw new IllegalArgumentException(
              "protocol: " + protocol + " (expected: one of " + VERSIONS + ")");
    };
  }

  @SuppressWarnings("deprecation") // the obsolete levels have their place in the order
  private int rank() {
    return switch (this) {
      case TLS10 -> 0;
      case TLS11 -> 1;
      case TLS12, UNSPECIFIED -> 2;
      case TLS13 -> 3;
      default -> -1;
    };
  }

  private enum Kind {
    PLAIN,
    TLS,
    BROKEN,
    BLUETOOTH
  }
}
