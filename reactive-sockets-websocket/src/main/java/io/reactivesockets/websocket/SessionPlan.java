package io.reactivesockets.websocket;

import io.reactivesockets.websocket.codec.DeflateAgreement;
import java.util.Optional;

/** Turns what was asked and what was agreed on into what a session works by. */
final class SessionPlan {

  private SessionPlan() {}

  static SessionSettings messages(
      WebSocketControl control,
      MessageWebSocketReceiveMode mode,
      boolean client,
      Optional<DeflateAgreement> deflate) {
    boolean inParts = mode == MessageWebSocketReceiveMode.PARTIAL_MESSAGE;
    return settings(control, client, true, inParts, deflate);
  }

  static SessionSettings bytes(
      WebSocketControl control, boolean client, Optional<DeflateAgreement> deflate) {
    return settings(control, client, false, true, deflate);
  }

  private static SessionSettings settings(
      WebSocketControl control,
      boolean client,
      boolean messages,
      boolean inParts,
      Optional<DeflateAgreement> deflate) {
    PermessageDeflate wishes = control.deflate().orElse(PermessageDeflate.defaults());
    return new SessionSettings(
        client,
        messages,
        inParts,
        !messages,
        control.limits(),
        control.readAheadBytes(),
        control.pendingOutboundBytes(),
        control.maxOutboundFrameBytes(),
        control.slowConsumerPolicy(),
        control.heartbeat(),
        control.closeTimeout(),
        deflate,
        wishes.level(),
        wishes.thresholdBytes(),
        control.metrics());
  }
}
