package io.reactivesockets.tls.internal;

import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.RevocationPolicy;
import io.reactivesockets.tls.internal.RevocationSource.Answer;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Finds out for each certificate of a path whether its issuer has revoked it. */
final class RevocationInspection {
  private final CertificatePath path;
  private final RevocationPolicy policy;
  private final Findings findings;
  private final Waiting waiting;
  private final long deadline;

  RevocationInspection(
      CertificatePath path, RevocationPolicy policy, Findings findings, Waiting waiting) {
    this.waiting = waiting;
    this.path = path;
    this.policy = policy;
    this.findings = findings;
    this.deadline = System.nanoTime() + policy.timeout().toNanos();
  }

  void inspect(List<byte[]> stapled) {
    List<X509Certificate> certificates = path.certificates();
    for (int i = 0; i < certificates.size() - 1; i++) {
      if (!path.forged().contains(certificates.get(i))) {
        byte[] staple = i < stapled.size() ? stapled.get(i) : new byte[0];
        inspect(certificates.get(i), certificates.get(i + 1), staple);
      }
    }
  }

  private void inspect(X509Certificate certificate, X509Certificate issuer, byte[] staple) {
    List<String> failures = new ArrayList<>();
    Answer answer = Answer.NONE;
    if (staple.length > 0) {
      answer = RevocationSource.ofOcsp(certificate, issuer, staple);
      if (answer == Answer.NONE) {
        failures.add("the stapled answer does not hold");
      }
    }
    if (answer == Answer.NONE) {
      answer = fromLists(certificate, issuer, failures);
    }
    if (answer == Answer.NONE && policy.isNetworkAllowed() && path.anchored()) {
      answer = fromNetwork(certificate, issuer, failures);
    }
    if (answer == Answer.REVOKED) {
      findings.add(CertificateDefect.REVOKED, certificate, "its issuer has revoked it");
    } else if (answer == Answer.NONE) {
      if (failures.isEmpty()) {
        findings.add(
            CertificateDefect.REVOCATION_INFORMATION_MISSING,
            certificate,
            "nobody to ask whether it is revoked");
      } else {
        findings.add(
            CertificateDefect.REVOCATION_FAILURE, certificate, String.join("; ", failures));
      }
    }
  }

  private Answer fromLists(
      X509Certificate certificate, X509Certificate issuer, List<String> failures) {
    List<X509CRL> ofIssuer = new ArrayList<>();
    for (X509CRL list : policy.lists()) {
      if (list.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
        ofIssuer.add(list);
      }
    }
    if (ofIssuer.isEmpty()) {
      return Answer.NONE;
    }
    Answer answer = RevocationSource.ofLists(certificate, issuer, ofIssuer);
    if (answer == Answer.NONE) {
      failures.add("the given revocation list does not hold");
    }
    return answer;
  }

  private Answer fromNetwork(
      X509Certificate certificate, X509Certificate issuer, List<String> failures) {
    for (URI responder : Extensions.ocspResponders(certificate)) {
      Answer answer = fetched(responder, failures, () -> askOcsp(certificate, issuer, responder));
      if (answer != Answer.NONE) {
        return answer;
      }
    }
    for (URI location : Extensions.revocationLists(certificate)) {
      Answer answer = fetched(location, failures, () -> askList(certificate, issuer, location));
      if (answer != Answer.NONE) {
        return answer;
      }
    }
    return Answer.NONE;
  }

  private Answer askOcsp(X509Certificate certificate, X509Certificate issuer, URI responder)
      throws IOException, InterruptedException, CRLException {
    return RevocationFetcher.shared()
        .ask(
            responder,
            OcspRequest.about(certificate, issuer),
            policy.maxResponseBytes(),
            left(),
            waiting,
            response -> RevocationSource.ofOcsp(certificate, issuer, response));
  }

  private Answer askList(X509Certificate certificate, X509Certificate issuer, URI location)
      throws IOException, InterruptedException, CRLException {
    return RevocationFetcher.shared()
        .list(
            location,
            policy.maxResponseBytes(),
            left(),
            waiting,
            list ->
                RevocationSource.ofLists(
                    certificate, issuer, List.of(RevocationSource.list(list))));
  }

  private Answer fetched(URI place, List<String> failures, Question question) {
    try {
      Answer answer = question.ask();
      if (answer == Answer.NONE) {
        failures.add("the answer of " + place + " does not hold");
      }
      return answer;
    } catch (CancellationException e) {
      failures.add(place + ": the connection was lost meanwhile");
      return Answer.NONE;
    } catch (IOException | CRLException e) {
      failures.add(place + ": " + e);
      return Answer.NONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failures.add(place + ": interrupted");
      return Answer.NONE;
    }
  }

  private Duration left() {
    return Duration.ofNanos(deadline - System.nanoTime());
  }

  @FunctionalInterface
  private interface Question {
    Answer ask() throws IOException, CRLException, InterruptedException;
  }
}
