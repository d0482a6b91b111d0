package io.reactivesockets.error;

import static io.reactivesockets.error.SocketErrorStatus.*;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.PKIXReason;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What the exceptions of TLS and of certificate validation mean. */
final class CertificateFailures {
  private static final int MAX_DEPTH = 16;

  private CertificateFailures() {}

  static @Nullable SocketErrorStatus decisive(Throwable error) {
    if (error instanceof CertPathValidatorException path) {
      return ofReason(path);
    } else if (error instanceof CertificateExpiredException
        || error instanceof CertificateNotYetValidException) {
      return CERTIFICATE_EXPIRED;
    } else if (error instanceof CertificateRevokedException) {
      return CERTIFICATE_REVOKED;
    } else if (error instanceof SSLPeerUnverifiedException) {
      return CERTIFICATE_COMMON_NAME_IS_INCORRECT;
    }
    return null;
  }

  /** A path builder's failure is decided by the validator's it wraps, if there is one. */
  static @Nullable SocketErrorStatus byType(Throwable error, FailureFacts facts) {
    if (error instanceof CertPathBuilderException) {
      return CERTIFICATE_UNTRUSTED_ROOT;
    } else if (error instanceof CertPathValidatorException) {
      return CERTIFICATE_IS_INVALID;
    } else if (error instanceof CertificateException) {
      return isCausedBy(error, CertPathBuilderException.class)
          ? CERTIFICATE_UNTRUSTED_ROOT
          : CERTIFICATE_IS_INVALID;
    } else if (error instanceof SSLException) {
      return ofTls(error, facts);
    }
    return null;
  }

  private static @Nullable SocketErrorStatus ofTls(Throwable error, FailureFacts facts) {
    if (isCausedBy(error, CertificateException.class) || error.getCause() instanceof IOException) {
      return null; // what it wraps says more
    }
    boolean established = facts.inPhase(SocketPhase.OPEN) || facts.inPhase(SocketPhase.CLOSE);
    return established ? PROTOCOL_VIOLATION : TLS_HANDSHAKE_FAILED;
  }

  private static @Nullable SocketErrorStatus ofReason(CertPathValidatorException error) {
    Reason reason = error.getReason();
    if (reason instanceof BasicReason basic) {
      return switch (basic) {
        case EXPIRED, NOT_YET_VALID -> CERTIFICATE_EXPIRED;
        case REVOKED -> CERTIFICATE_REVOKED;
        case UNDETERMINED_REVOCATION_STATUS ->
            isCausedBy(error, IOException.class)
                ? CERTIFICATE_REVOCATION_SERVER_OFFLINE
                : CERTIFICATE_NO_REVOCATION_CHECK;
        case INVALID_SIGNATURE, ALGORITHM_CONSTRAINED -> CERTIFICATE_IS_INVALID;
        case UNSPECIFIED -> null;
      };
    } else if (reason instanceof PKIXReason pkix) {
      return switch (pkix) {
        case NO_TRUST_ANCHOR -> CERTIFICATE_UNTRUSTED_ROOT;
        case INVALID_KEY_USAGE -> CERTIFICATE_WRONG_USAGE;
        case INVALID_NAME -> CERTIFICATE_COMMON_NAME_IS_INCORRECT;
        case NAME_CHAINING, INVALID_POLICY, UNRECOGNIZED_CRIT_EXT, NOT_CA_CERT, PATH_TOO_LONG ->
            CERTIFICATE_IS_INVALID;
      };
    }
    return null;
  }

  private static boolean isCausedBy(Throwable error, Class<? extends Throwable> type) {
    Throwable cause = error.getCause();
    for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
      if (type.isInstance(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
