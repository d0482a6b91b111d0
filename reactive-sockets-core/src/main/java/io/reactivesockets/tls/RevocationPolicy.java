package io.reactivesockets.tls;

import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how it is asked if the issuer has revoked a certificate.
 *
 * <p>Asked for each certificate of a path that ends at a trusted one, in this order until one
 * answers: an OCSP answer stapled to the handshake, the lists given here, the OCSP responder and
 * the lists that the certificate names. The last two go over the network, only by HTTP (the answers
 * are signed), without following redirects, and never on an event loop. Certificates of a path that
 * is not trusted are checked against what is given here only: their authors do not get to choose
 * where this machine connects to.
 */
public final class RevocationPolicy {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
  private static final int DEFAULT_MAX_RESPONSE_BYTES = 20 << 20;
  private static final RevocationPolicy OFF =
      new RevocationPolicy(Mode.OFF, List.of(), true, DEFAULT_TIMEOUT, DEFAULT_MAX_RESPONSE_BYTES);

  private final Mode mode;
  private final List<X509CRL> lists;
  private final boolean network;
  private final Duration timeout;
  private final int maxResponseBytes;

  private RevocationPolicy(
      Mode mode, List<X509CRL> lists, boolean network, Duration timeout, int maxResponseBytes) {
    this.mode = mode;
    this.lists = lists;
    this.network = network;
    this.timeout = timeout;
    this.maxResponseBytes = maxResponseBytes;
  }

  /** What a missing answer means. */
  public enum Mode {
    /** Nobody is asked. */
    OFF,
    /** A certificate of which nobody tells passes; the verdict shows the defect as ignored. */
    SOFT,
    /** A certificate of which nobody tells is refused. */
    HARD
  }

  /**
   * Returns the policy not to ask, which is the default.
   *
   * @return the policy
   */
  public static RevocationPolicy off() {
    return OFF;
  }

  /**
   * Returns the policy to refuse certificates known to be revoked.
   *
   * @return the policy, with the network allowed
   */
  public static RevocationPolicy soft() {
    return OFF.with(Mode.SOFT);
  }

  /**
   * Returns the policy to refuse certificates not known to be good.
   *
   * @return the policy, with the network allowed
   */
  public static RevocationPolicy hard() {
    return OFF.with(Mode.HARD);
  }

  /**
   * Gives revocation lists at hand.
   *
   * @param crls the lists; each holds for its issuer's certificates until its next update
   * @return a new policy with these lists instead of earlier ones
   */
  public RevocationPolicy withLists(X509CRL... crls) {
    return new RevocationPolicy(
        mode, Arrays.asList(crls.clone()), network, timeout, maxResponseBytes);
  }

  /**
   * Forbids the network: only stapled answers and lists given here count.
   *
   * @return a new policy
   */
  public RevocationPolicy withoutNetwork() {
    return new RevocationPolicy(mode, lists, false, timeout, maxResponseBytes);
  }

  /**
   * Limits how long the network may be asked during one handshake, all certificates together.
   *
   * @param limit the limit, more than zero; 5 s by default
   * @return a new policy
   * @throws IllegalArgumentException if the limit is not positive
   */
  public RevocationPolicy withTimeout(Duration limit) {
    return new RevocationPolicy(
        mode, lists, network, TlsControl.positive("timeout", limit), maxResponseBytes);
  }

  /**
   * Limits how large an answer from the network may be.
   *
   * @param limit the limit in bytes, at least 1; 20 MiB by default, as public lists are large
   * @return a new policy
   * @throws IllegalArgumentException if the limit is not positive
   */
  public RevocationPolicy withMaxResponseBytes(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("maxResponseBytes: " + limit + " (expected: at least 1)");
    }
    return new RevocationPolicy(mode, lists, network, timeout, limit);
  }

  /**
   * Returns what a missing answer means.
   *
   * @return the mode
   */
  public Mode mode() {
    return mode;
  }

  /**
   * Returns the lists at hand.
   *
   * @return an immutable list, empty by default
   */
  public List<X509CRL> lists() {
    return List.copyOf(lists);
  }

  /**
   * Tells whether the network may be asked.
   *
   * @return {@code true} by default
   */
  public boolean isNetworkAllowed() {
    return network;
  }

  /**
   * Returns how long the network may be asked during one handshake.
   *
   * @return the limit
   */
  public Duration timeout() {
    return timeout;
  }

  /**
   * Returns how large an answer from the network may be.
   *
   * @return the limit in bytes
   */
  public int maxResponseBytes() {
    return maxResponseBytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RevocationPolicy that
        && that.mode == mode
        && that.lists.equals(lists)
        && that.network == network
        && that.timeout.equals(timeout)
        && that.maxResponseBytes == maxResponseBytes;
  }

  @Override
  public int hashCode() {
    return Objects.hash(mode, lists, network, timeout, maxResponseBytes);
  }

  @Override
  public String toString() {
    return "RevocationPolicy["
        + mode
        + (lists.isEmpty() ? "" : ", " + lists.size() + " lists")
        + (network ? ", network within " + timeout : ", no network")
        + "]";
  }

  private RevocationPolicy with(Mode newMode) {
    return new RevocationPolicy(newMode, lists, network, timeout, maxResponseBytes);
  }
}
