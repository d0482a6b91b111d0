package io.reactivesockets.tls;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates of a peer are good enough.
 *
 * <p>The order is fixed: the chain is validated against the {@link #trust() trust store}, its host
 * name always included; each kind of defect found must be among the {@link #ignoredDefects()}; then
 * an {@link #approver()}, if any, may still veto. Immutable.
 */
public final class CertificatePolicy {
  private static final CertificatePolicy STRICT = builder().build();

  private final TrustStore trust;
  private final Set<CertificateDefect> ignored;
  private final RevocationPolicy revocation;
  private final @Nullable CertificateApprover approver;
  private final Duration approvalTimeout;

  private CertificatePolicy(Builder builder) {
    trust = builder.trust;
    ignored = Collections.unmodifiableSet(EnumSet.copyOf(builder.ignored));
    revocation = builder.revocation;
    approver = builder.approver;
    approvalTimeout = builder.approvalTimeout;
  }

  /**
   * Returns the default: the system's trust store, nothing ignored, no approver, revocation off.
   *
   * @return the policy
   */
  public static CertificatePolicy strict() {
    return STRICT;
  }

  /**
   * Starts from the default.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Starts from this policy.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.trust = trust;
    builder.ignored.addAll(ignored);
    builder.revocation = revocation;
    builder.approver = approver;
    builder.approvalTimeout = approvalTimeout;
    return builder;
  }

  /**
   * Returns where chains may end.
   *
   * @return the trust store, the {@linkplain TrustStore#system() system's} by default
   */
  public TrustStore trust() {
    return trust;
  }

  /**
   * Returns the defects that are let pass.
   *
   * @return an immutable set, empty by default
   */
  public Set<CertificateDefect> ignoredDefects() {
    return ignored;
  }

  /**
   * Returns how revocation is checked.
   *
   * @return the policy, {@linkplain RevocationPolicy#off() off} by default
   */
  public RevocationPolicy revocation() {
    return revocation;
  }

  /**
   * Returns who may veto.
   *
   * @return the approver, empty by default
   */
  public Optional<CertificateApprover> approver() {
    return Optional.ofNullable(approver);
  }

  /**
   * Returns how long the approver may take.
   *
   * @return the limit, 30 s by default
   */
  public Duration approvalTimeout() {
    return approvalTimeout;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CertificatePolicy that
        && that.trust.equals(trust)
        && that.ignored.equals(ignored)
        && that.revocation.equals(revocation)
        && Objects.equals(that.approver, approver)
        && that.approvalTimeout.equals(approvalTimeout);
  }

  @Override
  public int hashCode() {
    return Objects.hash(trust, ignored, revocation, approver, approvalTimeout);
  }

  @Override
  public String toString() {
    return "CertificatePolicy["
        + trust
        + (ignored.isEmpty() ? "" : ", ignoring " + ignored)
        + ", "
        + revocation
        + (approver == null ? "" : ", approver within " + approvalTimeout)
        + "]";
  }

  /** Collects what a {@link CertificatePolicy} is to be. */
  public static final class Builder {
    private TrustStore trust = TrustStore.system();
    private final EnumSet<CertificateDefect> ignored = EnumSet.noneOf(CertificateDefect.class);
    private RevocationPolicy revocation = RevocationPolicy.off();
    private @Nullable CertificateApprover approver;
    private Duration approvalTimeout = Duration.ofSeconds(30);

    private Builder() {}

    /**
     * Sets where chains may end.
     *
     * @param store the trust store
     * @return this builder
     */
    public Builder trust(TrustStore store) {
      trust = Objects.requireNonNull(store, "trust");
      return this;
    }

    /**
     * Lets defects pass, for a peer that is known by other means.
     *
     * <p>Only defects of {@link CertificateErrorSeverity#IGNORABLE} can be ignored, {@link
     * CertificateDefect#INCOMPLETE_CHAIN} only along with {@link CertificateDefect#UNTRUSTED_ROOT}.
     * With these two the identity of the peer is not proven at all: pin its key with {@link
     * PublicKeyPins} or judge it with an approver. A warning is logged once.
     *
     * @param defects the defects, added to those ignored already
     * @return this builder
     * @throws IllegalArgumentException if a defect is fatal
     */
    public Builder ignore(CertificateDefect... defects) {
      for (CertificateDefect defect : defects) {
        if (defect.severity() == CertificateErrorSeverity.FATAL) {
          throw new IllegalArgumentException(
              "ignore: " + defect + " (expected: a defect of severity IGNORABLE)");
        }
        ignored.add(defect);
      }
      return this;
    }

    /**
     * Sets how revocation is checked.
     *
     * @param policy the policy
     * @return this builder
     */
    public Builder revocation(RevocationPolicy policy) {
      revocation = Objects.requireNonNull(policy, "revocation");
      return this;
    }

    /**
     * Sets who may veto after validation, replacing an earlier one; see {@link
     * CertificateApprover#and(CertificateApprover)} for several.
     *
     * @param judge the approver
     * @return this builder
     */
    public Builder approver(CertificateApprover judge) {
      approver = Objects.requireNonNull(judge, "approver");
      return this;
    }

    /**
     * Sets how long the approver may take before its silence is a veto.
     *
     * @param limit the limit, more than zero; 30 s by default
     * @return this builder
     * @throws IllegalArgumentException if the limit is not positive
     */
    public Builder approvalTimeout(Duration limit) {
      approvalTimeout = TlsControl.positive("approvalTimeout", limit);
      return this;
    }

    /**
     * Builds the policy.
     *
     * @return the policy
     * @throws IllegalArgumentException if {@link CertificateDefect#INCOMPLETE_CHAIN} is ignored but
     *     not {@link CertificateDefect#UNTRUSTED_ROOT}
     */
    public CertificatePolicy build() {
      if (ignored.contains(CertificateDefect.INCOMPLETE_CHAIN)
          && !ignored.contains(CertificateDefect.UNTRUSTED_ROOT)) {
        throw new IllegalArgumentException(
            "ignore: INCOMPLETE_CHAIN (expected: UNTRUSTED_ROOT too, as it means to trust anyone)");
      }
      return new CertificatePolicy(this);
    }
  }
}
