package io.reactivesockets.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;

/** What a test certificate is to be; sound unless changed. */
public final class CertificateSpec {
  public String subject;
  public Instant notBefore = Instant.now().minus(Duration.ofDays(1));
  public Instant notAfter = Instant.now().plus(Duration.ofDays(30));
  public List<String> dnsNames = new ArrayList<>();
  public List<String> addresses = new ArrayList<>();
  public List<KeyPurposeId> purposes = new ArrayList<>();
  public int keyUsage = -1;
  public boolean authority;
  public @Nullable Integer pathLength;
  public @Nullable String unknownCriticalExtension;
  public List<String> permittedDnsNames = new ArrayList<>();
  public boolean requireExplicitPolicy;
  public @Nullable String ocspResponder;
  public @Nullable String revocationList;
  public boolean forged;
  public boolean authorityKeyId = true;
  public @Nullable String signatureAlgorithm;

  CertificateSpec(String subject) {
    this.subject = subject;
  }

  static CertificateSpec authority(String name) {
    CertificateSpec spec = new CertificateSpec("CN=" + name);
    spec.authority = true;
    spec.keyUsage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    return spec;
  }

  static CertificateSpec peer(String name) {
    CertificateSpec spec = new CertificateSpec("CN=" + name);
    spec.keyUsage = KeyUsage.digitalSignature;
    spec.purposes.add(KeyPurposeId.id_kp_serverAuth);
    spec.purposes.add(KeyPurposeId.id_kp_clientAuth);
    spec.dnsNames.add(name);
    return spec;
  }
}
