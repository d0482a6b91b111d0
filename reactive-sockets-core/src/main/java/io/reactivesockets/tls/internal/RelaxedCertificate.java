package io.reactivesockets.tls.internal;

import io.reactivesockets.tls.CertificateDefect;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Principal;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that hides the defects already found in it, so that the JDK's validation, which
 * stops at the first defect, goes on and finds the others. What it hides is in the verdict.
 */
final class RelaxedCertificate extends X509Certificate {
  private static final long serialVersionUID = 1;

  private final X509Certificate real;
  private final Set<CertificateDefect> found;

  RelaxedCertificate(X509Certificate real, Set<CertificateDefect> found) {
    this.real = real;
    this.found = found;
  }

  @Override
  public void checkValidity() throws CertificateExpiredException, CertificateNotYetValidException {
    if (!found.contains(CertificateDefect.EXPIRED)) {
      real.checkValidity();
    }
  }

  @Override
  public void checkValidity(Date date)
      throws CertificateExpiredException, CertificateNotYetValidException {
    if (!found.contains(CertificateDefect.EXPIRED)) {
      real.checkValidity(date);
    }
  }

  @Override
  public void verify(PublicKey key)
      throws CertificateException,
          NoSuchAlgorithmException,
          InvalidKeyException,
          NoSuchProviderException,
          SignatureException {
    if (!found.contains(CertificateDefect.INVALID_SIGNATURE)) {
      real.verify(key);
    }
  }

  @Override
  public void verify(PublicKey key, String provider)
      throws CertificateException,
          NoSuchAlgorithmException,
          InvalidKeyException,
          NoSuchProviderException,
          SignatureException {
    if (!found.contains(CertificateDefect.INVALID_SIGNATURE)) {
      real.verify(key, provider);
    }
  }

  @Override
  public int getBasicConstraints() {
    return found.contains(CertificateDefect.BASIC_CONSTRAINTS_ERROR)
        ? Integer.MAX_VALUE
        : real.getBasicConstraints();
  }

  @Override
  public boolean @Nullable [] getKeyUsage() {
    return found.contains(CertificateDefect.WRONG_USAGE) ? null : real.getKeyUsage();
  }

  @Override
  public @Nullable Set<String> getCriticalExtensionOIDs() {
    return found.contains(CertificateDefect.UNKNOWN_CRITICAL_EXTENSION)
        ? Extensions.withoutUnknown(real.getCriticalExtensionOIDs())
        : real.getCriticalExtensionOIDs();
  }

  @Override
  public @Nullable Set<String> getNonCriticalExtensionOIDs() {
    return real.getNonCriticalExtensionOIDs();
  }

  @Override
  public boolean hasUnsupportedCriticalExtension() {
    return real.hasUnsupportedCriticalExtension();
  }

  @Override
  public int getVersion() {
    return real.getVersion();
  }

  @Override
  public BigInteger getSerialNumber() {
    return real.getSerialNumber();
  }

  @Override
  @SuppressWarnings("deprecation") // abstract in the superclass
  public Principal getIssuerDN() {
    return real.getIssuerDN();
  }

  @Override
  public X500Principal getIssuerX500Principal() {
    return real.getIssuerX500Principal();
  }

  @Override
  @SuppressWarnings("deprecation") // abstract in the superclass
  public Principal getSubjectDN() {
    return real.getSubjectDN();
  }

  @Override
  public X500Principal getSubjectX500Principal() {
    return real.getSubjectX500Principal();
  }

  @Override
  public Date getNotBefore() {
    return real.getNotBefore();
  }

  @Override
  public Date getNotAfter() {
    return real.getNotAfter();
  }

  @Override
  public byte[] getSignature() {
    return real.getSignature();
  }

  @Override
  public String getSigAlgName() {
    return real.getSigAlgName();
  }

  @Override
  public String getSigAlgOID() {
    return real.getSigAlgOID();
  }

  @Override
  public byte @Nullable [] getSigAlgParams() {
    return real.getSigAlgParams();
  }

  @Override
  public boolean @Nullable [] getIssuerUniqueID() {
    return real.getIssuerUniqueID();
  }

  @Override
  public boolean @Nullable [] getSubjectUniqueID() {
    return real.getSubjectUniqueID();
  }

  @Override
  public PublicKey getPublicKey() {
    return real.getPublicKey();
  }

  @Override
  public String toString() {
    return real.toString();
  }

  @Override
  public byte[] getTBSCertificate() throws CertificateEncodingException {
    return real.getTBSCertificate();
  }

  @Override
  public byte[] getEncoded() throws CertificateEncodingException {
    return real.getEncoded();
  }

  @Override
  public byte @Nullable [] getExtensionValue(String oid) {
    return real.getExtensionValue(oid);
  }
}
