package io.reactivesockets.websocket;

/** Placeholder. */
public final class WebSocketListener {
  private WebSocketListener() {}
}
