package io.reactivesockets.tls;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a {@link CertificateApprover} says: to let validation's outcome stand, or to veto it. */
public final class Decision {
  private static final Decision ACCEPT = new Decision(null);

  private final @Nullable String reason;

  private Decision(@Nullable String reason) {
    this.reason = reason;
  }

  /**
   * Lets the peer pass.
   *
   * @return a decision without veto
   */
  public static Decision accept() {
    return ACCEPT;
  }

  /**
   * Vetoes the peer.
   *
   * @param reason why, for the error
   * @return a decision with veto
   */
  public static Decision reject(String reason) {
    return new Decision(Objects.requireNonNull(reason, "reason"));
  }

  /**
   * Tells whether the peer may pass.
   *
   * @return {@code false} for a veto
   */
  public boolean isAccepted() {
    return reason == null;
  }

  /**
   * Returns why the peer was vetoed.
   *
   * @return the reason, empty unless vetoed
   */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Decision decision && Objects.equals(decision.reason, reason);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(reason);
  }

  @Override
  public String toString() {
    return reason == null ? "accept" : "reject: " + reason;
  }
}
