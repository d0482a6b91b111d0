package io.reactivesockets.tls;

/** How bad the defects of a certificate chain are, taken together. */
public enum CertificateErrorSeverity {
  /** No defect. */
  NONE(0),

  /**
   * The chain could not be validated properly, and whoever knows the peer by other means may accept
   * it by {@linkplain CertificatePolicy.Builder#ignore naming each defect}.
   */
  IGNORABLE(1),

  /** The chain is wrong: revoked, forged, made for another purpose or name. Never accepted. */
  FATAL(2);

  private final int windowsNumber;

  CertificateErrorSeverity(int windowsNumber) {
    this.windowsNumber = windowsNumber;
  }

  /**
   * Returns the number of this severity in the Windows enumeration {@code SocketSslErrorSeverity}.
   *
   * @return 0 to 2
   */
  public int windowsNumber() {
    return windowsNumber;
  }

  /**
   * Returns the severity of defects taken together, which is that of the worst.
   *
   * @param defects the defects, perhaps none
   * @return {@link #NONE} for no defect
   */
  public static CertificateErrorSeverity of(Iterable<CertificateDefect> defects) {
    CertificateErrorSeverity worst = NONE;
    for (CertificateDefect defect : defects) {
      if (defect.severity().compareTo(worst) > 0) {
        worst = defect.severity();
      }
    }
    return worst;
  }
}
