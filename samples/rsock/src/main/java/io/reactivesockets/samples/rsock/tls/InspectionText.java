package io.reactivesockets.samples.rsock.tls;

import io.reactivesockets.tls.CertificateDefect;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** An inspection for people to read. */
final class InspectionText {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final String UNKNOWN = "unknown";

  private final StringBuilder text = new StringBuilder();

  private InspectionText() {}

  static String of(Inspection found) {
    InspectionText text = new InspectionText();
    text.head(found);
    int depth = 0;
    for (CertificateReport certificate : found.certificates()) {
      text.certificate(depth++, certificate);
    }
    text.outcome(found);
    return text.text.toString();
  }

  private void head(Inspection found) {
    line(
        "%s %s at %s%s",
        found.host(),
        found.service(),
        found.address(),
        found.startTls().map(protocol -> ", STARTTLS by " + protocol).orElse(""));
    field("version", found.protocol().orElse(UNKNOWN));
    field("cipher", found.cipherSuite().orElse(UNKNOWN));
    found.applicationProtocol().ifPresent(protocol -> field("alpn", protocol));
    if (found.clientCertificateShown()) {
      field("client", "the server asked for a certificate and got one");
    }
    field(
        "times",
        "connect "
            + millis(found.connectTime())
            + found.startTlsTime().map(time -> ", starttls " + millis(time)).orElse("")
            + ", handshake "
            + millis(found.handshakeTime()));
  }

  private void certificate(int depth, CertificateReport certificate) {
    line("");
    line("%d %s%s", depth, certificate.subject(), certificate.sent() ? "" : " (not sent)");
    field("issuer", certificate.issuer());
    if (!certificate.names().isEmpty()) {
      field("names", String.join(", ", certificate.names()));
    }
    field("valid", certificate.notBefore() + " to " + certificate.notAfter());
    field("key", certificate.key() + ", signed with " + certificate.signature());
    field("serial", certificate.serialNumber());
    field("sha256", certificate.sha256());
    for (CertificateReport.Defect defect : certificate.defects()) {
      line("  ! %s (%s): %s", defect.defect(), lower(defect.severity()), defect.detail());
    }
  }

  private void outcome(Inspection found) {
    line("");
    if (!found.accepted()) {
      line("refused for %s: %s", found.name(), names(found.refused()));
    } else if (found.defects().isEmpty()) {
      line("accepted for %s", found.name());
    } else {
      line("accepted for %s, ignoring %s", found.name(), names(found.defects()));
    }
  }

  private static String names(Set<CertificateDefect> defects) {
    return defects.stream().map(CertificateDefect::name).collect(Collectors.joining(", "));
  }

  private static String lower(Object value) {
    return value.toString().toLowerCase(Locale.ROOT);
  }

  private static String millis(Duration time) {
    return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / NANOS_PER_MILLI);
  }

  private void field(String name, String value) {
    line("  %-8s %s", name, value);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
