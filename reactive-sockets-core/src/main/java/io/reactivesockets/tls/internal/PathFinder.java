package io.reactivesockets.tls.internal;

import io.reactivesockets.tls.der.Der;
import io.reactivesockets.tls.der.DerReader;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Finds the way from a peer's certificate to a trusted one, whatever else the peer sent and in
 * whatever order; failing that, the longest way. The work is bounded.
 */
final class PathFinder {
  private static final int MAX_SENT = 16;
  private static final int MAX_SIGNATURES = 64;
  private static final String AUTHORITY_KEY_ID = "2.5.29.35";
  private static final String SUBJECT_KEY_ID = "2.5.29.14";

  private final List<X509Certificate> sent;
  private final Set<X509Certificate> anchors;
  private final Deque<X509Certificate> walked = new ArrayDeque<>();
  private final List<X509Certificate> forged = new ArrayList<>();
  private @Nullable CertificatePath best;
  private int signatures;

  private PathFinder(List<X509Certificate> sent, Set<X509Certificate> anchors) {
    this.sent = sent.subList(0, Math.min(sent.size(), MAX_SENT));
    this.anchors = anchors;
  }

  static CertificatePath find(List<X509Certificate> sent, Set<X509Certificate> anchors) {
    PathFinder finder = new PathFinder(sent, anchors);
    finder.walk(sent.get(0));
    CertificatePath best = finder.best;
    return best != null ? best : new CertificatePath(List.of(sent.get(0)), false, List.of());
  }

  /** Returns whether a trusted certificate was reached. */
  private boolean walk(X509Certificate certificate) {
    walked.addLast(certificate);
    try {
      if (anchors.contains(certificate)) {
        return keep(true);
      }
      if (selfIssued(certificate) && isSignedBy(certificate, certificate)) {
        return keep(false);
      }
      for (X509Certificate issuer : issuers(certificate, anchors)) {
        if (isSignedBy(certificate, issuer) && reach(issuer)) {
          return true;
        }
      }
      boolean signed = false;
      for (X509Certificate issuer : issuers(certificate, sent)) {
        if (isSignedBy(certificate, issuer)) {
          signed = true;
          if (walk(issuer)) {
            return true;
          }
        }
      }
      return !signed && (walkForged(certificate) || keep(false));
    } finally {
      walked.removeLast();
    }
  }

  private boolean walkForged(X509Certificate certificate) {
    forged.add(certificate);
    try {
      for (X509Certificate issuer : issuers(certificate, sent)) {
        if (keyIdsAgree(certificate, issuer)) {
          walk(issuer);
          return true;
        }
      }
      for (X509Certificate issuer : issuers(certificate, anchors)) {
        if (keyIdsAgree(certificate, issuer)) {
          return reach(issuer);
        }
      }
      return false;
    } finally {
      forged.remove(forged.size() - 1);
    }
  }

  private boolean reach(X509Certificate anchor) {
    walked.addLast(anchor);
    try {
      return keep(true);
    } finally {
      walked.removeLast();
    }
  }

  private boolean keep(boolean anchored) {
    if (best == null
        || score(anchored, forged.size(), walked.size())
            > score(best.anchored(), best.forged().size(), best.certificates().size())) {
      best = new CertificatePath(List.copyOf(walked), anchored, List.copyOf(forged));
    }
    return anchored && forged.isEmpty();
  }

  /** Genuine before forged, trusted before untrusted, long before short. */
  private static int score(boolean anchored, int forged, int length) {
    return (forged == 0 ? 1000 : 0) + (anchored ? 100 : 0) + length;
  }

  private List<X509Certificate> issuers(
      X509Certificate certificate, Collection<X509Certificate> candidates) {
    X500Principal name = certificate.getIssuerX500Principal();
    List<X509Certificate> issuers = new ArrayList<>();
    for (X509Certificate candidate : candidates) {
      if (candidate.getSubjectX500Principal().equals(name) && !walked.contains(candidate)) {
        issuers.add(candidate);
      }
    }
    return issuers;
  }

  private boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
    if (++signatures > MAX_SIGNATURES) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static boolean selfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  /** A different key by the same name is another issuer, not a forgery. */
  private static boolean keyIdsAgree(X509Certificate certificate, X509Certificate issuer) {
    byte[] wanted = keyId(certificate, AUTHORITY_KEY_ID);
    byte[] found = keyId(issuer, SUBJECT_KEY_ID);
    return wanted == null || found == null || Arrays.equals(wanted, found);
  }

  private static byte @Nullable [] keyId(X509Certificate certificate, String extension) {
    byte[] value = certificate.getExtensionValue(extension);
    if (value == null) {
      return null;
    }
    try {
      DerReader content = new DerReader(value).enter(Der.OCTET_STRING);
      if (extension.equals(SUBJECT_KEY_ID)) {
        return content.enter(Der.OCTET_STRING).bytes();
      }
      DerReader identifier = content.enter(Der.SEQUENCE);
      return identifier.hasNext() && identifier.peekTag() == 0x80
          ? identifier.take().bytes()
          : null;
    } catch (IllegalArgumentException e) {
      return null; // an id that cannot be read tells nothing
    }
  }
}
