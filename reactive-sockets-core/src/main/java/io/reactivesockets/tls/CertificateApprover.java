package io.reactivesockets.tls;

import reactor.core.publisher.Mono;

/**
 * Has the last word on a peer whose certificates have passed validation, and can only veto.
 *
 * <p>It is asked during each handshake, also when a session is resumed, after host name, chain and
 * revocation were found good or their defects ignored by name. It never sees a chain that
 * validation refused, so it cannot accept one. The handshake waits meanwhile, its own deadline
 * stopped, for at most {@link CertificatePolicy#approvalTimeout()}.
 */
@FunctionalInterface
public interface CertificateApprover {

  /**
   * Decides about a peer.
   *
   * <p>Called off the event loop, once a handshake; may look things up asynchronously. An error, an
   * empty completion, a {@code null} and an answer that comes too late all count as a veto; late
   * answers find their subscription cancelled.
   *
   * @param verdict what validation found
   * @return the decision; subscribed to once
   */
  Mono<Decision> decide(CertificateVerdict verdict);

  /**
   * Asks another approver if this one does not veto.
   *
   * @param next who is asked then
   * @return an approver that accepts only what both accept
   */
  default CertificateApprover and(CertificateApprover next) {
    return verdict ->
        decide(verdict)
            .flatMap(
                decision -> decision.isAccepted() ? next.decide(verdict) : Mono.just(decision));
  }
}
