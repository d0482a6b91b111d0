package io.reactivesockets.samples.rsock.tls;

import io.reactivesockets.samples.rsock.console.Addresses;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketInformation;
import io.reactivesockets.tls.CertificateVerdict;
import io.reactivesockets.tls.TlsInformation;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * One connection that was made to see what comes of its handshake.
 *
 * @param address the address that answered
 * @param connectTime how long connecting took
 * @param startTlsTime how long asking for TLS took
 * @param handshakeTime how long the handshake took, up to its end or failure
 * @param information what was negotiated; empty if certificates were refused
 * @param verdict what was thought of the certificates
 */
record Attempt(
    String address,
    Duration connectTime,
    Duration startTlsTime,
    Duration handshakeTime,
    Optional<TlsInformation> information,
    CertificateVerdict verdict) {

  /** Does the handshake on a socket; a refusal of certificates is a result, all else fails. */
  static Mono<Attempt> on(
      StreamSocket socket, Duration connectTime, Mono<Void> ask, Mono<TlsInformation> upgrade) {
    StreamSocketInformation server = socket.information();
    String address = Addresses.text(server.remoteAddress(), server.remotePort());
    return ask.then(Mono.just(address))
        .elapsed()
        .flatMap(
            asked -> {
              Duration startTls = Duration.ofMillis(asked.getT1());
              long begun = System.nanoTime();
              return upgrade
                  .map(
                      known ->
                          new Attempt(
                              address,
                              connectTime,
                              startTls,
                              known.handshakeTime(),
                              Optional.of(known),
                              known.verdict().orElseThrow()))
                  .onErrorResume(
                      failure ->
                          Mono.justOrEmpty(CertificateVerdict.of(failure))
                              .map(
                                  verdict ->
                                      new Attempt(
                                          address,
                                          connectTime,
                                          startTls,
                                          Duration.ofNanos(System.nanoTime() - begun),
                                          Optional.empty(),
                                          verdict))
                              .switchIfEmpty(Mono.error(failure)));
            });
  }
}
