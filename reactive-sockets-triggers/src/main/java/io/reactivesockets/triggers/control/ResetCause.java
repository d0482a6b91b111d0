package io.reactivesockets.triggers.control;

import io.reactivesockets.triggers.control.network.NetworkPath;
import io.reactivesockets.triggers.control.network.PathChange;
import java.util.Optional;

/**
 * Why a connection is given up that looks well.
 *
 * @param reason the kind of it
 * @param detail in a few words
 */
record ResetCause(ControlChannelTriggerResetReason reason, String detail) {

  /** What a change of the network means, if it means anything. */
  static Optional<ResetCause> of(PathChange change, NetworkPath path) {
    String local = path.local().getAddress().getHostAddress();
    return switch (change) {
      case NONE -> Optional.empty();
      case LINK ->
          Optional.of(
              new ResetCause(
                  ControlChannelTriggerResetReason.LINK_DOWN,
                  "the adapter with " + local + " is down"));
      case ADDRESS ->
          Optional.of(
              new ResetCause(
                  ControlChannelTriggerResetReason.ADDRESS_REMOVED,
                  local + " is no address of this machine now"));
      case ROUTE ->
          Optional.of(
              new ResetCause(
                  ControlChannelTriggerResetReason.ROUTE_CHANGED,
                  "another way leads to " + path.remote().getAddress().getHostAddress()));
    };
  }
}
