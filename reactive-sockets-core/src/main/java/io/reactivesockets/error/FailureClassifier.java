package io.reactivesockets.error;

import static io.reactivesockets.error.SocketErrorStatus.UNKNOWN;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/**
 * Finds the status in a chain of causes.
 *
 * <p>First every link is asked for a decisive answer (a deadline, an errno, a named certificate
 * defect), so that wrappers do not hide what they wrap. Only then do the outer links say what their
 * type means at best.
 */
final class FailureClassifier {
  private static final int MAX_DEPTH = 32;

  private FailureClassifier() {}

  static SocketErrorStatus statusOf(Throwable error, FailureFacts facts) {
    List<Throwable> chain = chainOf(error);
    for (Throwable link : chain) {
      SocketErrorStatus status = decisive(link, facts);
      if (status != null) {
        return status;
      }
    }
    for (Throwable link : chain) {
      SocketErrorStatus status = byType(link, facts);
      if (status != null) {
        return status;
      }
    }
    return UNKNOWN;
  }

  private static @Nullable SocketErrorStatus decisive(Throwable link, FailureFacts facts) {
    if (link instanceof SocketOperationException own) {
      return own.status();
    }
    SocketErrorStatus status = DnsFailures.decisive(link);
    if (status == null) {
      status = NettyFailures.decisive(link);
    }
    if (status == null) {
      status = CertificateFailures.decisive(link);
    }
    return status != null ? status : JdkFailures.decisive(link, facts);
  }

  private static @Nullable SocketErrorStatus byType(Throwable link, FailureFacts facts) {
    SocketErrorStatus status = NettyFailures.byType(link, facts);
    if (status == null) {
      status = CertificateFailures.byType(link, facts);
    }
    return status != null ? status : JdkFailures.byType(link, facts);
  }

  private static List<Throwable> chainOf(Throwable error) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> chain = new ArrayList<>();
    Throwable link = error;
    while (link != null && chain.size() < MAX_DEPTH && seen.add(link)) {
      chain.add(link);
      link = nextOf(link);
    }
    return chain;
  }

  private static @Nullable Throwable nextOf(Throwable link) {
    if (link.getCause() == null && Exceptions.isMultiple(link) && link.getSuppressed().length > 0) {
      return link.getSuppressed()[0];
    }
    return link.getCause();
  }
}
