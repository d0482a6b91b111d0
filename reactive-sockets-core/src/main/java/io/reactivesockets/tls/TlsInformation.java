package io.reactivesockets.tls;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a TLS handshake came to.
 *
 * @param engine the implementation in use
 * @param level the level of the version negotiated
 * @param protocol the version negotiated, for instance {@code TLSv1.3}
 * @param cipherSuite the cipher suite negotiated, in the registered (IANA) name
 * @param applicationProtocol the protocol agreed on by ALPN (<a
 *     href="https://www.rfc-editor.org/rfc/rfc7301">RFC 7301</a>), empty if none was
 * @param serverName the name the client asked for (SNI, <a
 *     href="https://www.rfc-editor.org/rfc/rfc6066#section-3">RFC 6066, section 3</a>), in lower
 *     case and A-labels; empty if it asked for none
 * @param peerCertificates the peer's certificates, its own first; empty for a client without one
 * @param localCertificates the certificates shown to the peer, the own one first; empty if none
 *     were
 * @param verdict what was thought of the peer's certificates; empty if it showed none
 * @param handshakeTime from the start of the handshake, the first byte of it at a server, to its
 *     end, approval included
 * @param sessionId the id of the session in hexadecimal, empty where the engine has none
 * @param resumed whether an earlier session was resumed, without exchanging certificates anew
 * @param channelBindings the channel bindings that the engine can tell
 */
public record TlsInformation(
    TlsEngine engine,
    SocketProtectionLevel level,
    String protocol,
    String cipherSuite,
    Optional<String> applicationProtocol,
    Optional<String> serverName,
    List<X509Certificate> peerCertificates,
    List<X509Certificate> localCertificates,
    Optional<CertificateVerdict> verdict,
    Duration handshakeTime,
    Optional<String> sessionId,
    boolean resumed,
    List<ChannelBinding> channelBindings) {

  /**
   * Copies the facts of a handshake.
   *
   * @param engine the implementation in use
   * @param level the level negotiated
   * @param protocol the version negotiated
   * @param cipherSuite the cipher suite negotiated
   * @param applicationProtocol the protocol agreed on by ALPN
   * @param serverName the name the client asked for
   * @param peerCertificates the peer's certificates
   * @param localCertificates the certificates shown to the peer
   * @param verdict what was thought of the peer's certificates
   * @param handshakeTime how long the handshake took
   * @param sessionId the id of the session
   * @param resumed whether an earlier session was resumed
   * @param channelBindings the channel bindings
   */
  public TlsInformation {
    peerCertificates = List.copyOf(peerCertificates);
    localCertificates = List.copyOf(localCertificates);
    channelBindings = List.copyOf(channelBindings);
  }

  /**
   * Finds a channel binding.
   *
   * @param type its registered name, for instance {@link ChannelBinding#TLS_EXPORTER}
   * @return the binding, empty if the engine cannot tell it
   */
  public Optional<ChannelBinding> channelBinding(String type) {
    return channelBindings.stream().filter(binding -> binding.type().equals(type)).findFirst();
  }
}
