package io.reactivesockets.websocket.spring;

import io.reactivesockets.websocket.CloseStatus;
import java.util.Objects;

/** Spring's close status and ours. */
final class CloseStatuses {

  private CloseStatuses() {}

  static org.springframework.web.reactive.socket.CloseStatus toSpring(CloseStatus status) {
    return org.springframework.web.reactive.socket.CloseStatus.create(
        status.code(), status.reason());
  }

  static CloseStatus fromSpring(org.springframework.web.reactive.socket.CloseStatus status) {
    return new CloseStatus(status.getCode(), Objects.requireNonNullElse(status.getReason(), ""));
  }
}
