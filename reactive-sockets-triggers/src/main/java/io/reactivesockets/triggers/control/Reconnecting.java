package io.reactivesockets.triggers.control;

import io.reactivesockets.channel.ReconnectPolicy;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * When one channel connects again: it counts what fails, waits, and takes its turn among all
 * channels. Confined to the thread of the channels.
 */
final class Reconnecting {

  private final ChannelSet channels;
  private final ReconnectPolicy policy;
  private final boolean wanted;
  private final Runnable connect;
  private boolean leftToTransport;
  private int failures;
  private @Nullable Disposable waiting;

  /**
   * Makes one that waits for nothing.
   *
   * @param connect has to see by itself whether it is still wanted
   */
  Reconnecting(ChannelSet channels, ControlChannelTriggerControl control, Runnable connect) {
    this.channels = channels;
    this.policy = control.reconnectPolicy();
    this.wanted = control.reconnect();
    this.connect = connect;
  }

  /** Connections lost and attempts failed in a row. */
  int failures() {
    return failures;
  }

  void succeeded() {
    failures = 0;
  }

  /** A transport is used; one that connects again by itself is waited for, and that is all. */
  void begin(boolean byItself) {
    leftToTransport = byItself;
    failures = 0;
  }

  boolean isWaiting() {
    return waiting != null;
  }

  /** What was connected is no more; returns how long it waits, empty if it gives up. */
  Optional<Duration> afterLoss() {
    failures++;
    if (!wanted || (!leftToTransport && policy.givesUpAfter(failures))) {
      return Optional.empty();
    }
    Duration delay = delay();
    waitFor(delay);
    return Optional.of(delay);
  }

  private Duration delay() {
    if (leftToTransport) {
      return Duration.ZERO;
    }
    return failures == 1 ? policy.soon() : policy.delay(failures);
  }

  /** An attempt has failed; returns how long it waits, empty if it gives up. */
  Optional<Duration> afterFailure(@Nullable Throwable cause) {
    if (leftToTransport || (cause != null && !policy.retries(cause))) {
      failures++;
      return Optional.empty();
    }
    return afterLoss();
  }

  /** Something has changed that may help: waits only as long as keeps many from coming at once. */
  void soon() {
    stop();
    failures = 1;
    waitFor(policy.soon());
  }

  private void waitFor(Duration delay) {
    stop();
    waiting = channels.timing().schedule(this::waited, delay);
  }

  private void waited() {
    waiting = null;
    if (leftToTransport) {
      connect.run();
    } else {
      channels.reconnects().pass(connect);
    }
  }

  void stop() {
    Disposable timer = waiting;
    waiting = null;
    if (timer != null) {
      timer.dispose();
    }
  }
}
