package io.reactivesockets.samples.rsock.tls;

import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificateErrorSeverity;
import io.reactivesockets.tls.CertificateVerdict;
import io.reactivesockets.tls.TlsInformation;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a server shows to a client, and what comes of it.
 *
 * @param host the name connected to
 * @param service the port or service
 * @param address the address that answered
 * @param startTls the plain protocol that asked for TLS
 * @param name the name that the certificate has to bear
 * @param accepted whether a client with these options goes on
 * @param severity how bad the worst defect is
 * @param defects every kind of defect
 * @param refused those for which the client does not go on
 * @param protocol the version negotiated, empty if the server is refused so early that none is
 * @param cipherSuite the cipher suite negotiated, likewise
 * @param applicationProtocol the protocol agreed on by ALPN
 * @param clientCertificateShown whether the server asked for a certificate and got one
 * @param connectTime how long connecting took, with looking up the name
 * @param startTlsTime how long asking for TLS took
 * @param handshakeTime how long the handshake took
 * @param certificates the server's first, its issuer next, and so on
 */
public record Inspection(
    String host,
    String service,
    String address,
    Optional<String> startTls,
    String name,
    boolean accepted,
    CertificateErrorSeverity severity,
    Set<CertificateDefect> defects,
    Set<CertificateDefect> refused,
    Optional<String> protocol,
    Optional<String> cipherSuite,
    Optional<String> applicationProtocol,
    boolean clientCertificateShown,
    Duration connectTime,
    Optional<Duration> startTlsTime,
    Duration handshakeTime,
    List<CertificateReport> certificates) {

  static Inspection of(
      String host,
      String service,
      Optional<String> startTls,
      Attempt attempt,
      CertificateVerdict verdict,
      Optional<TlsInformation> negotiated) {
    return new Inspection(
        host,
        service,
        attempt.address(),
        startTls,
        verdict.hostName().orElse(host),
        verdict.isAccepted(),
        verdict.severity(),
        verdict.defects(),
        verdict.refused(),
        negotiated.map(TlsInformation::protocol),
        negotiated.map(TlsInformation::cipherSuite),
        negotiated.flatMap(TlsInformation::applicationProtocol),
        negotiated.filter(known -> !known.localCertificates().isEmpty()).isPresent(),
        attempt.connectTime(),
        startTls.map(protocol -> attempt.startTlsTime()),
        attempt.handshakeTime(),
        certificates(verdict));
  }

  private static List<CertificateReport> certificates(CertificateVerdict verdict) {
    Set<X509Certificate> all = new LinkedHashSet<>(verdict.path());
    all.addAll(verdict.chain());
    return all.stream().map(certificate -> CertificateReport.of(certificate, verdict)).toList();
  }
}
