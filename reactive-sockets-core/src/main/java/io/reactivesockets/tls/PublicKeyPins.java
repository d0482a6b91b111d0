package io.reactivesockets.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Accepts only peers of whose validated path one certificate has a known public key.
 *
 * <p>A pin is {@code sha256/} and the base64 of the SHA-256 of a SubjectPublicKeyInfo, as in <a
 * href="https://www.rfc-editor.org/rfc/rfc7469#section-2.4">RFC 7469, section 2.4</a>; {@link
 * #pinOf(X509Certificate)} computes it. Pin a second key that is not in use yet, or replacing the
 * first one locks everybody out.
 *
 * <p>As an approver it comes on top of validation. Together with {@link
 * CertificateDefect#UNTRUSTED_ROOT} ignored by name it is the way to trust a self-signed
 * certificate by its key. A root that is not in the {@link TrustStore} never satisfies a pin, as
 * anybody can send it along; only the peer's own key does then.
 */
public final class PublicKeyPins implements CertificateApprover {
  private static final String PREFIX = "sha256/";

  private final Set<String> pins;

  private PublicKeyPins(Set<String> pins) {
    this.pins = pins;
  }

  /**
   * Accepts the keys of these pins.
   *
   * @param pins one or more, each {@code sha256/BASE64}
   * @return the approver
   * @throws IllegalArgumentException if there is none, or one is not a pin
   */
  public static PublicKeyPins of(String... pins) {
    if (pins.length == 0) {
      throw new IllegalArgumentException("pins: [] (expected: at least one)");
    }
    return new PublicKeyPins(
        Arrays.stream(pins)
            .map(PublicKeyPins::normalized)
            .collect(Collectors.toCollection(LinkedHashSet::new)));
  }

  /**
   * Computes the pin of a certificate's key.
   *
   * @param certificate the certificate
   * @return {@code sha256/} and base64
   */
  public static String pinOf(X509Certificate certificate) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(certificate.getPublicKey().getEncoded());
      return PREFIX + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK lacks SHA-256", e);
    }
  }

  /**
   * Vetoes a peer without a pinned key.
   *
   * @param verdict what validation found
   * @return the decision, at once
   */
  @Override
  public Mono<Decision> decide(CertificateVerdict verdict) {
    boolean rooted =
        !verdict.defects().contains(CertificateDefect.UNTRUSTED_ROOT)
            && !verdict.defects().contains(CertificateDefect.INCOMPLETE_CHAIN);
    boolean pinned =
        rooted ? verdict.path().stream().anyMatch(this::isPinned) : isPinned(verdict.certificate());
    return Mono.just(
        pinned
            ? Decision.accept()
            : Decision.reject(
                "no pinned key: the certificate has " + pinOf(verdict.certificate())));
  }

  private boolean isPinned(X509Certificate certificate) {
    return pins.contains(pinOf(certificate));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PublicKeyPins that && that.pins.equals(pins);
  }

  @Override
  public int hashCode() {
    return pins.hashCode();
  }

  @Override
  public String toString() {
    return "PublicKeyPins" + pins;
  }

  private static String normalized(String pin) {
    if (pin.startsWith(PREFIX)) {
      try {
        byte[] hash = Base64.getDecoder().decode(pin.substring(PREFIX.length()));
        if (hash.length == 32) {
          return PREFIX + Base64.getEncoder().encodeToString(hash);
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("pins: " + pin + " (expected: sha256/ and base64)", e);
      }
    }
    throw new IllegalArgumentException(
        "pins: " + pin + " (expected: sha256/ and the base64 of 32 bytes)");
  }
}
