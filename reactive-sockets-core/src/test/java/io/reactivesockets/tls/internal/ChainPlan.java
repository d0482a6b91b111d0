package io.reactivesockets.tls.internal;

import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.RevocationPolicy;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TrustStore;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** A chain of root, intermediate and server with chosen defects, and a policy that sees them. */
public final class ChainPlan {
  public static final String HOST = "server.example.test";

  private static final TestAuthority ROOT = TestAuthority.root("Zoo Root");
  private static final TestAuthority WEAK_ROOT =
      TestAuthority.root("Zoo Root", spec -> spec.signatureAlgorithm = "SHA256withRSA");
  private static final TestAuthority STRANGER = TestAuthority.root("Stranger");

  private final Set<CertificateDefect> defects;
  private final TlsCredentials credentials;
  private final CertificatePolicy policy;

  public ChainPlan(Set<CertificateDefect> defects) {
    this.defects = EnumSet.noneOf(CertificateDefect.class);
    this.defects.addAll(defects);
    TestAuthority root = has(CertificateDefect.OTHER_ERRORS) ? WEAK_ROOT : ROOT;
    TestAuthority intermediate = intermediate(root);
    TlsCredentials whole = server(intermediate);
    X509Certificate own = whole.certificateChain().get(0);
    this.credentials =
        has(CertificateDefect.INCOMPLETE_CHAIN)
            ? TlsCredentials.of(whole.privateKey(), own, root.certificate())
            : whole;
    this.policy =
        CertificatePolicy.builder()
            .trust(
                TrustStore.of(
                    (has(CertificateDefect.UNTRUSTED_ROOT) ? STRANGER : root).certificate()))
            .revocation(revocation(root, intermediate, own))
            .build();
  }

  public TlsCredentials credentials() {
    return credentials;
  }

  public CertificatePolicy policy() {
    return policy;
  }

  private boolean has(CertificateDefect defect) {
    return defects.contains(defect);
  }

  private TestAuthority intermediate(TestAuthority root) {
    return root.intermediate(
        "Zoo Intermediate",
        spec -> {
          spec.authority = !has(CertificateDefect.BASIC_CONSTRAINTS_ERROR);
          spec.forged = has(CertificateDefect.INVALID_SIGNATURE);
          spec.requireExplicitPolicy = has(CertificateDefect.INVALID_CERTIFICATE_AUTHORITY_POLICY);
          if (has(CertificateDefect.OTHER_ERRORS)) {
            spec.signatureAlgorithm = "MD5withRSA";
          }
        });
  }

  private TlsCredentials server(TestAuthority intermediate) {
    return intermediate.peer(
        has(CertificateDefect.INVALID_NAME) ? "other.example.test" : HOST,
        spec -> {
          if (has(CertificateDefect.EXPIRED)) {
            spec.notBefore = Instant.now().minus(Duration.ofDays(20));
            spec.notAfter = Instant.now().minus(Duration.ofDays(10));
          }
          if (has(CertificateDefect.WRONG_USAGE)) {
            spec.purposes.remove(KeyPurposeId.id_kp_serverAuth);
          }
          if (has(CertificateDefect.UNKNOWN_CRITICAL_EXTENSION)) {
            spec.unknownCriticalExtension = "1.3.6.1.4.1.99999.1";
          }
        });
  }

  private RevocationPolicy revocation(
      TestAuthority root, TestAuthority intermediate, X509Certificate own) {
    boolean revoked = has(CertificateDefect.REVOKED);
    boolean missing = has(CertificateDefect.REVOCATION_INFORMATION_MISSING);
    boolean failing = has(CertificateDefect.REVOCATION_FAILURE);
    if (!revoked && !missing && !failing) {
      return RevocationPolicy.off();
    }
    Instant past = Instant.now().minus(Duration.ofDays(3));
    List<X509CRL> lists = new ArrayList<>();
    if (revoked) {
      lists.add(intermediate.list(own));
    } else if (failing) {
      lists.add(intermediate.list(past));
    } else if (!missing) {
      lists.add(intermediate.list());
    }
    if (!missing) {
      lists.add(revoked && failing ? root.list(past) : root.list());
    }
    return RevocationPolicy.hard().withLists(lists.toArray(new X509CRL[0]));
  }
}
