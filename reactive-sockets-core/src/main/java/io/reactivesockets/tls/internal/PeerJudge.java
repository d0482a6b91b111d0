package io.reactivesockets.tls.internal;

import io.reactivesockets.tls.CertificateApprover;
import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.CertificateRefusedException;
import io.reactivesockets.tls.CertificateVerdict;
import io.reactivesockets.tls.Decision;
import io.reactivesockets.tls.RevocationPolicy;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Judges the certificates of one peer in one handshake. Blocks: for delegated tasks only. */
final class PeerJudge {
  private static final Logger LOGGER = LoggerFactory.getLogger(PeerJudge.class);
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private final CertificatePolicy policy;
  private final PeerRole role;
  private final @Nullable String hostName;
  private final HandshakeDeadline deadline;
  private final Waiting waiting = new Waiting();
  private volatile @Nullable CertificateVerdict verdict;

  PeerJudge(
      CertificatePolicy policy,
      PeerRole role,
      @Nullable String hostName,
      HandshakeDeadline deadline) {
    this.policy = policy;
    this.role = role;
    this.hostName = hostName;
    this.deadline = deadline;
  }

  /** The latest verdict, null if the peer has shown no certificate so far. */
  @Nullable CertificateVerdict verdict() {
    return verdict;
  }

  void judge(X509Certificate[] chain, String authType, List<byte[]> stapled)
      throws CertificateRefusedException {
    CertificateVerdict found = inspect(Arrays.asList(chain), authType, stapled);
    verdict = found;
    if (!found.isAccepted()) {
      throw new CertificateRefusedException(found);
    }
    warnOnce(found);
    Optional<CertificateApprover> approver = policy.approver();
    if (approver.isPresent()) {
      Decision decision = decide(approver.get(), found);
      if (!decision.isAccepted()) {
        CertificateVerdict vetoed = found.vetoed(decision.reason().orElse("no reason given"));
        verdict = vetoed;
        throw new CertificateRefusedException(vetoed);
      }
    }
  }

  /** The connection is gone: nobody needs a judgement any more. */
  void abandon() {
    waiting.abandon();
  }

  private CertificateVerdict inspect(
      List<X509Certificate> chain, String authType, List<byte[]> stapled) {
    CertificatePath path = PathFinder.find(chain, policy.trust().certificates());
    Findings findings = new Findings();
    new ChainInspection(path, role, findings).inspect(hostName, authType);
    RevocationPolicy revocation = policy.revocation();
    Set<CertificateDefect> ignored = EnumSet.noneOf(CertificateDefect.class);
    ignored.addAll(policy.ignoredDefects());
    if (revocation.mode() != RevocationPolicy.Mode.OFF) {
      new RevocationInspection(path, revocation, findings, waiting).inspect(stapled);
      if (revocation.mode() == RevocationPolicy.Mode.SOFT) {
        ignored.add(CertificateDefect.REVOCATION_FAILURE);
        ignored.add(CertificateDefect.REVOCATION_INFORMATION_MISSING);
      }
    }
    ignored.removeIf(defect -> !findings.has(defect));
    return new CertificateVerdict(
        chain,
        path.certificates(),
        findings.toList(),
        ignored,
        Optional.ofNullable(hostName),
        Optional.empty());
  }

  private Decision decide(CertificateApprover approver, CertificateVerdict found) {
    deadline.pause();
    try {
      CompletableFuture<Decision> decision = Mono.defer(() -> approver.decide(found)).toFuture();
      Decision answer = waiting.await(decision, policy.approvalTimeout());
      return answer != null ? answer : Decision.reject("the approver gave no decision");
    } catch (ExecutionException e) {
      return Decision.reject("the approver failed: " + e.getCause());
    } catch (TimeoutException e) {
      return Decision.reject("the approver gave no decision within " + policy.approvalTimeout());
    } catch (CancellationException e) {
      return Decision.reject("the connection was lost before the approver decided");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Decision.reject("the wait for the approver was interrupted");
    } finally {
      deadline.resume();
    }
  }

  private static void warnOnce(CertificateVerdict accepted) {
    if (accepted.ignored().contains(CertificateDefect.UNTRUSTED_ROOT)
        && WARNED.compareAndSet(false, true)) {
      LOGGER.warn(
          "UNTRUSTED_ROOT is ignored by name, first for {}: who the peer is has not been proven"
              + " (logged once)",
          accepted.certificate().getSubjectX500Principal().getName());
    }
  }
}
