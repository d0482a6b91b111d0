package io.reactivesockets.tls.internal;

import io.netty.channel.Channel;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificateRefusedException;
import io.reactivesockets.tls.CertificateVerdict;
import io.reactivesockets.tls.SocketProtectionLevel;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says what went wrong with TLS on one channel. */
public final class TlsFailures {
  private static final String HANDSHAKE = "TLS handshake";

  /** Which defect names the failure if there are several: the one hardest to put right first. */
  private static final List<CertificateDefect> BY_WEIGHT =
      List.of(
          CertificateDefect.REVOKED,
          CertificateDefect.INVALID_SIGNATURE,
          CertificateDefect.BASIC_CONSTRAINTS_ERROR,
          CertificateDefect.UNKNOWN_CRITICAL_EXTENSION,
          CertificateDefect.INVALID_CERTIFICATE_AUTHORITY_POLICY,
          CertificateDefect.OTHER_ERRORS,
          CertificateDefect.WRONG_USAGE,
          CertificateDefect.INVALID_NAME,
          CertificateDefect.UNTRUSTED_ROOT,
          CertificateDefect.INCOMPLETE_CHAIN,
          CertificateDefect.EXPIRED,
          CertificateDefect.REVOCATION_FAILURE,
          CertificateDefect.REVOCATION_INFORMATION_MISSING);

  private final @Nullable Channel channel;
  private final @Nullable String target;

  TlsFailures(@Nullable Channel channel, @Nullable String target) {
    this.channel = channel;
    this.target = target;
  }

  /** What a handshake ended with. */
  SocketOperationException handshake(Throwable cause, @Nullable CertificateVerdict verdict) {
    Optional<CertificateVerdict> refused = CertificateVerdict.of(cause);
    if (refused.isPresent()) {
      return refused(refused.get(), cause);
    }
    if (verdict != null && !verdict.isAccepted()) {
      // BoringSSL does not hand on what the trust manager threw.
      CertificateRefusedException real = new CertificateRefusedException(verdict);
      real.addSuppressed(cause);
      return refused(verdict, real);
    }
    if (cause instanceof SocketOperationException known) {
      return known;
    }
    if (cause instanceof ClosedChannelException) {
      return build(SocketErrorStatus.UNEXPECTED_END_OF_STREAM, HANDSHAKE)
          .reason("the peer ended the connection")
          .hint("check that it speaks TLS there, and which versions")
          .cause(cause)
          .build();
    }
    return SocketOperationException.of(cause, SocketPhase.TLS, HANDSHAKE, local(), remote())
        .toBuilder()
        .target(target)
        .reason(String.valueOf(cause.getMessage()))
        .build();
  }

  private SocketOperationException refused(CertificateVerdict verdict, Throwable cause) {
    return build(statusOf(verdict), HANDSHAKE)
        .reason(String.valueOf(new CertificateRefusedException(verdict).getMessage()))
        .cause(cause)
        .retryable(false)
        .build();
  }

  SocketOperationException timedOut(Duration limit) {
    return build(SocketErrorStatus.OPERATION_TIMED_OUT, HANDSHAKE).elapsed(limit).build();
  }

  SocketOperationException noName(Optional<String> serverName) {
    return build(SocketErrorStatus.TLS_HANDSHAKE_FAILED, HANDSHAKE)
        .reason(
            "no credentials for "
                + serverName.map(name -> "the name " + name).orElse("a client that names no host"))
        .hint("add credentials for this name, or for all")
        .build();
  }

  SocketOperationException setUp(Throwable cause) {
    return build(SocketErrorStatus.INVALID_ARGUMENT, "TLS set-up")
        .reason(String.valueOf(cause.getMessage()))
        .cause(cause)
        .build();
  }

  SocketOperationException unsupported(String reason, String hint) {
    return build(SocketErrorStatus.OPERATION_NOT_SUPPORTED, "TLS set-up")
        .reason(reason)
        .hint(hint)
        .build();
  }

  /** The connection ended without the peer saying so inside TLS: bytes may be missing. */
  SocketOperationException truncated(@Nullable Throwable cause) {
    return SocketOperationException.builder(SocketPhase.OPEN, SocketOperationException.RECEIVE)
        .status(SocketErrorStatus.UNEXPECTED_END_OF_STREAM)
        .localAddress(local())
        .remoteAddress(remote())
        .reason("the connection ended without close_notify, so its input may have been cut off")
        .hint("do not trust input whose end its own protocol does not mark")
        .cause(cause)
        .build();
  }

  /** TLS broke on an open connection. */
  SocketOperationException broken(SSLException cause) {
    return SocketOperationException.builder(SocketPhase.OPEN, SocketOperationException.RECEIVE)
        .status(SocketErrorStatus.PROTOCOL_VIOLATION)
        .localAddress(local())
        .remoteAddress(remote())
        .reason("TLS: " + cause.getMessage())
        .cause(cause)
        .build();
  }

  /**
   * Says that a peer sent plaintext behind the point where both had agreed to go on in TLS.
   *
   * @param channel the channel
   * @param bytes how many bytes there were
   * @return the failure
   */
  public static SocketOperationException plaintextLeft(Channel channel, int bytes) {
    return new TlsFailures(channel, null)
        .build(SocketErrorStatus.PROTOCOL_VIOLATION, "upgrade to TLS")
        .reason(bytes + " bytes of plaintext were left over before the handshake")
        .hint("read the peer's answer whole before upgrading; else somebody injected them")
        .build();
  }

  /**
   * Refuses a level that sockets cannot have.
   *
   * @param level the level
   * @return the failure, to be thrown
   */
  public static IllegalArgumentException refusedLevel(SocketProtectionLevel level) {
    return new IllegalArgumentException(
        "level: "
            + level
            + " (expected: TLS12 or TLS13"
            + (level.refusal().isEmpty() ? ")" : "; " + level.refusal() + ")"));
  }

  private SocketOperationException.Builder build(SocketErrorStatus status, String operation) {
    return SocketOperationException.builder(SocketPhase.TLS, operation)
        .status(status)
        .target(target)
        .localAddress(local())
        .remoteAddress(remote());
  }

  private @Nullable SocketAddress local() {
    return channel == null ? null : channel.localAddress();
  }

  private @Nullable SocketAddress remote() {
    return channel == null ? null : channel.remoteAddress();
  }

  private static SocketErrorStatus statusOf(CertificateVerdict verdict) {
    Set<CertificateDefect> refused = verdict.refused();
    for (CertificateDefect defect : BY_WEIGHT) {
      if (refused.contains(defect)) {
        return statusOf(defect);
      }
    }
    return SocketErrorStatus.CERTIFICATE_IS_INVALID; // vetoed
  }

  private static SocketErrorStatus statusOf(CertificateDefect defect) {
    return switch (defect) {
      case EXPIRED -> SocketErrorStatus.CERTIFICATE_EXPIRED;
      case UNTRUSTED_ROOT, INCOMPLETE_CHAIN -> SocketErrorStatus.CERTIFICATE_UNTRUSTED_ROOT;
      case INVALID_NAME -> SocketErrorStatus.CERTIFICATE_COMMON_NAME_IS_INCORRECT;
      case WRONG_USAGE -> SocketErrorStatus.CERTIFICATE_WRONG_USAGE;
      case REVOKED -> SocketErrorStatus.CERTIFICATE_REVOKED;
      case REVOCATION_INFORMATION_MISSING -> SocketErrorStatus.CERTIFICATE_NO_REVOCATION_CHECK;
      case REVOCATION_FAILURE -> SocketErrorStatus.CERTIFICATE_REVOCATION_SERVER_OFFLINE;
      case INVALID_SIGNATURE,
          INVALID_CERTIFICATE_AUTHORITY_POLICY,
          BASIC_CONSTRAINTS_ERROR,
          UNKNOWN_CRITICAL_EXTENSION,
          OTHER_ERRORS ->
          SocketErrorStatus.CERTIFICATE_IS_INVALID;
    };
  }
}
