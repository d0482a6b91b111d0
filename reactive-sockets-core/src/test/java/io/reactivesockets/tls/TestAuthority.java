package io.reactivesockets.tls;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate authority of the tests: issues certificates, lists and OCSP answers. */
public final class TestAuthority {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final KeyPair FORGER = newKey("EC");
  private static final KeyPair RSA_FORGER = newKey("RSA");

  private final KeyPair key;
  private final X509Certificate certificate;
  private final List<X509Certificate> chain;

  private TestAuthority(KeyPair key, X509Certificate certificate, List<X509Certificate> chain) {
    this.key = key;
    this.certificate = certificate;
    this.chain = chain;
  }

  public static TestAuthority root(String name) {
    return root(name, spec -> {});
  }

  public static TestAuthority root(String name, Consumer<CertificateSpec> changes) {
    CertificateSpec spec = CertificateSpec.authority(name);
    changes.accept(spec);
    KeyPair key = newKey(spec.signatureAlgorithm == null ? "EC" : "RSA");
    X509Certificate certificate = issue(spec, key, new X500Name(spec.subject), key, null);
    return new TestAuthority(key, certificate, List.of(certificate));
  }

  public TestAuthority intermediate(String name, Consumer<CertificateSpec> changes) {
    CertificateSpec spec = CertificateSpec.authority(name);
    changes.accept(spec);
    KeyPair pair = newKey(key.getPrivate().getAlgorithm());
    X509Certificate issued = issue(spec, pair);
    List<X509Certificate> path = new ArrayList<>();
    path.add(issued);
    path.addAll(chain);
    return new TestAuthority(pair, issued, List.copyOf(path));
  }

  /** A peer's credentials, with the whole chain up to the root. */
  public TlsCredentials peer(String name) {
    return peer(name, spec -> {});
  }

  public TlsCredentials peer(String name, Consumer<CertificateSpec> changes) {
    CertificateSpec spec = CertificateSpec.peer(name);
    changes.accept(spec);
    KeyPair pair = newKey("EC");
    List<X509Certificate> path = new ArrayList<>();
    path.add(issue(spec, pair));
    path.addAll(chain);
    return TlsCredentials.of(pair.getPrivate(), path);
  }

  /** A peer's credentials with an RSA key. */
  public TlsCredentials rsaPeer(String name) {
    KeyPair pair = newKey("RSA");
    List<X509Certificate> path = new ArrayList<>();
    path.add(issue(CertificateSpec.peer(name), pair));
    path.addAll(chain);
    return TlsCredentials.of(pair.getPrivate(), path);
  }

  public static TlsCredentials selfSigned(String name, Consumer<CertificateSpec> changes) {
    CertificateSpec spec = CertificateSpec.peer(name);
    changes.accept(spec);
    KeyPair pair = newKey("EC");
    return TlsCredentials.of(
        pair.getPrivate(), issue(spec, pair, new X500Name(spec.subject), pair, null));
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public TrustStore trust() {
    return TrustStore.of(certificate);
  }

  public PrivateKey privateKey() {
    return key.getPrivate();
  }

  /** A revocation list of this authority that holds now. */
  public X509CRL list(X509Certificate... revoked) {
    return list(Instant.now().plus(Duration.ofDays(1)), revoked);
  }

  public X509CRL list(Instant nextUpdate, X509Certificate... revoked) {
    try {
      X509v2CRLBuilder builder =
          new X509v2CRLBuilder(
              new X500Name(certificate.getSubjectX500Principal().getName()),
              Date.from(nextUpdate.minus(Duration.ofDays(2))));
      builder.setNextUpdate(Date.from(nextUpdate));
      for (X509Certificate each : revoked) {
        builder.addCRLEntry(
            each.getSerialNumber(),
            Date.from(nextUpdate.minus(Duration.ofDays(2))),
            CRLReason.keyCompromise);
      }
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
      return new JcaX509CRLConverter().getCRL(builder.build(signer(key, null)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** An OCSP answer about a certificate of this authority. */
  public byte[] ocspResponse(X509Certificate about, boolean revoked) {
    try {
      var digests = new JcaDigestCalculatorProviderBuilder().build();
      BasicOCSPRespBuilder builder =
          new JcaBasicOCSPRespBuilder(
              certificate.getPublicKey(), digests.get(CertificateID.HASH_SHA1));
      CertificateStatus status =
          revoked
              ? new RevokedStatus(Date.from(Instant.now().minusSeconds(3600)), 1)
              : CertificateStatus.GOOD;
      builder.addResponse(
          new CertificateID(
              digests.get(CertificateID.HASH_SHA1),
              new JcaX509CertificateHolder(certificate),
              about.getSerialNumber()),
          status,
          Date.from(Instant.now().minusSeconds(60)),
          Date.from(Instant.now().plusSeconds(3600)));
      OCSPResp response =
          new OCSPRespBuilder()
              .build(
                  OCSPRespBuilder.SUCCESSFUL,
                  builder.build(signer(key, null), null, Date.from(Instant.now())));
      return response.getEncoded();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate issue(CertificateSpec spec, KeyPair pair) {
    KeyPair forger = key.getPrivate().getAlgorithm().equals("RSA") ? RSA_FORGER : FORGER;
    KeyPair signer = spec.forged ? forger : key;
    return issue(
        spec,
        pair,
        new X500Name(certificate.getSubjectX500Principal().getName()),
        signer,
        certificate);
  }

  private static X509Certificate issue(
      CertificateSpec spec,
      KeyPair pair,
      X500Name issuer,
      KeyPair signer,
      @Nullable X509Certificate issuerCertificate) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              new BigInteger(63, RANDOM).add(BigInteger.ONE),
              Date.from(spec.notBefore),
              Date.from(spec.notAfter),
              new X500Name(spec.subject),
              pair.getPublic());
      JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          utils.createSubjectKeyIdentifier(pair.getPublic()));
      if (issuerCertificate != null && spec.authorityKeyId) {
        builder.addExtension(
            Extension.authorityKeyIdentifier,
            false,
            utils.createAuthorityKeyIdentifier(issuerCertificate.getPublicKey()));
      }
      builder.addExtension(
          Extension.basicConstraints,
          true,
          spec.authority && spec.pathLength != null
              ? new BasicConstraints(spec.pathLength)
              : new BasicConstraints(spec.authority));
      if (spec.keyUsage >= 0) {
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(spec.keyUsage));
      }
      if (!spec.purposes.isEmpty()) {
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(spec.purposes.toArray(new KeyPurposeId[0])));
      }
      addNames(spec, builder);
      addPlaces(spec, builder);
      if (spec.unknownCriticalExtension != null) {
        builder.addExtension(
            new ASN1ObjectIdentifier(spec.unknownCriticalExtension), true, DERNull.INSTANCE);
      }
      if (spec.requireExplicitPolicy) {
        builder.addExtension(
            Extension.policyConstraints,
            true,
            new DERSequence(new DERTaggedObject(false, 0, new ASN1Integer(0))));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(signer(signer, spec.signatureAlgorithm)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void addNames(CertificateSpec spec, JcaX509v3CertificateBuilder builder)
      throws Exception {
    List<GeneralName> names = new ArrayList<>();
    spec.dnsNames.forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
    spec.addresses.forEach(name -> names.add(new GeneralName(GeneralName.iPAddress, name)));
    if (!names.isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(new GeneralName[0])));
    }
    if (!spec.permittedDnsNames.isEmpty()) {
      GeneralSubtree[] permitted =
          spec.permittedDnsNames.stream()
              .map(name -> new GeneralSubtree(new GeneralName(GeneralName.dNSName, name)))
              .toArray(GeneralSubtree[]::new);
      builder.addExtension(Extension.nameConstraints, true, new NameConstraints(permitted, null));
    }
  }

  private static void addPlaces(CertificateSpec spec, JcaX509v3CertificateBuilder builder)
      throws Exception {
    if (spec.ocspResponder != null) {
      builder.addExtension(
          Extension.authorityInfoAccess,
          false,
          new AuthorityInformationAccess(
              AccessDescription.id_ad_ocsp,
              new GeneralName(GeneralName.uniformResourceIdentifier, spec.ocspResponder)));
    }
    if (spec.revocationList != null) {
      GeneralNames place =
          new GeneralNames(
              new GeneralName(GeneralName.uniformResourceIdentifier, spec.revocationList));
      builder.addExtension(
          Extension.cRLDistributionPoints,
          false,
          new CRLDistPoint(
              new DistributionPoint[] {
                new DistributionPoint(new DistributionPointName(place), null, null)
              }));
    }
  }

  private static ContentSigner signer(KeyPair pair, @Nullable String algorithm) throws Exception {
    String signature =
        pair.getPrivate().getAlgorithm().equals("RSA")
            ? (algorithm == null ? "SHA256withRSA" : algorithm)
            : "SHA256withECDSA";
    return new JcaContentSignerBuilder(signature).build(pair.getPrivate());
  }

  static KeyPair newKey(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The certificates of this authority up to the root, its own first. */
  public List<X509Certificate> chain() {
    return Collections.unmodifiableList(chain);
  }
}
