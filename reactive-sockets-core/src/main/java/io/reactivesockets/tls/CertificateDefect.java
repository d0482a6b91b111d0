package io.reactivesockets.tls;

/**
 * What can be wrong with a peer's certificates.
 *
 * <p>The set is that of the Windows enumeration {@code ChainValidationResult}; its {@code Success}
 * is an empty set of defects here.
 */
public enum CertificateDefect {
  /** The chain ends in a root that is not in the {@link TrustStore}. */
  UNTRUSTED_ROOT(1, CertificateErrorSeverity.IGNORABLE),

  /** The issuer has revoked a certificate. */
  REVOKED(2, CertificateErrorSeverity.FATAL),

  /** The present time is outside a certificate's validity period: before it or after it. */
  EXPIRED(3, CertificateErrorSeverity.IGNORABLE),

  /**
   * A certificate's issuer was neither sent by the peer nor found in the {@link TrustStore}.
   *
   * <p>Can be ignored only along with {@link #UNTRUSTED_ROOT}, as both mean to trust anyone.
   */
  INCOMPLETE_CHAIN(4, CertificateErrorSeverity.IGNORABLE),

  /** A signature does not verify with the key of the issuer. */
  INVALID_SIGNATURE(5, CertificateErrorSeverity.FATAL),

  /** A certificate was not made for what it is used for (key usage or extended key usage). */
  WRONG_USAGE(6, CertificateErrorSeverity.FATAL),

  /**
   * The certificate does not name the host, or a name in it is one that its issuer may not certify.
   *
   * <p>Cannot be ignored: to accept a certificate for another name, validate against that name.
   */
  INVALID_NAME(7, CertificateErrorSeverity.FATAL),

  /** The chain violates a certificate policy that an issuer requires. */
  INVALID_CERTIFICATE_AUTHORITY_POLICY(8, CertificateErrorSeverity.FATAL),

  /** A certificate that is not an authority's issued another, or the chain is too long for one. */
  BASIC_CONSTRAINTS_ERROR(9, CertificateErrorSeverity.FATAL),

  /** A certificate has an extension that must be understood, and nobody here understands it. */
  UNKNOWN_CRITICAL_EXTENSION(10, CertificateErrorSeverity.FATAL),

  /** A certificate, though checked for revocation, names no place to ask, and nobody else told. */
  REVOCATION_INFORMATION_MISSING(11, CertificateErrorSeverity.IGNORABLE),

  /** The place to ask for revocation did not answer, in time, or with anything that holds. */
  REVOCATION_FAILURE(12, CertificateErrorSeverity.IGNORABLE),

  /** Anything else, such as a signature algorithm that the JDK has disabled. */
  OTHER_ERRORS(13, CertificateErrorSeverity.FATAL);

  private final int windowsNumber;
  private final CertificateErrorSeverity severity;

  CertificateDefect(int windowsNumber, CertificateErrorSeverity severity) {
    this.windowsNumber = windowsNumber;
    this.severity = severity;
  }

  /**
   * Returns how bad this defect is.
   *
   * @return {@link CertificateErrorSeverity#IGNORABLE} or {@link CertificateErrorSeverity#FATAL}
   */
  public CertificateErrorSeverity severity() {
    return severity;
  }

  /**
   * Returns the number of this defect in the Windows enumeration {@code ChainValidationResult}.
   *
   * @return 1 to 13
   */
  public int windowsNumber() {
    return windowsNumber;
  }
}
