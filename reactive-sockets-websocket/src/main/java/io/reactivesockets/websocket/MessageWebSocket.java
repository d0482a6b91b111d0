package io.reactivesockets.websocket;

/** The client's end of a WebSocket for messages, text and binary. */
public final class MessageWebSocket extends AnyMessageWebSocket {

  private final MessageWebSocketControl control;

  MessageWebSocket(Session<Frame> session, MessageWebSocketControl control) {
    super(session);
    this.control = control;
  }

  @Override
  public MessageWebSocketControl control() {
    return control;
  }

  @Override
  SocketMessageType messageType() {
    return control.messageType();
  }
}
