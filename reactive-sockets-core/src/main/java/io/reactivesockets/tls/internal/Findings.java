package io.reactivesockets.tls.internal;

import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificateFinding;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The defects found so far; grows only. */
final class Findings {
  private final List<CertificateFinding> list = new ArrayList<>();

  void add(CertificateDefect defect, X509Certificate certificate, String detail) {
    list.add(new CertificateFinding(defect, certificate, detail));
  }

  boolean has(CertificateDefect defect) {
    return list.stream().anyMatch(finding -> finding.defect() == defect);
  }

  Set<CertificateDefect> of(X509Certificate certificate) {
    EnumSet<CertificateDefect> defects = EnumSet.noneOf(CertificateDefect.class);
    for (CertificateFinding finding : list) {
      if (finding.certificate().equals(certificate)) {
        defects.add(finding.defect());
      }
    }
    return defects;
  }

  List<CertificateFinding> toList() {
    return List.copyOf(list);
  }
}
