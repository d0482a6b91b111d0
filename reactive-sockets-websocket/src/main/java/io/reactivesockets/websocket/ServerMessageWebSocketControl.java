package io.reactivesockets.websocket;

import java.util.Map;
import java.util.Objects;

/** What is asked of {@link ServerMessageWebSocket}s. */
public final class ServerMessageWebSocketControl extends ServerWebSocketControl {

  private static final ServerMessageWebSocketControl DEFAULTS = builder().build();

  private final SocketMessageType messageType;
  private final MessageWebSocketReceiveMode receiveMode;

  private ServerMessageWebSocketControl(Builder builder) {
    super(builder);
    messageType = builder.messageType;
    receiveMode = builder.receiveMode;
  }

  /**
   * Returns the control with every default.
   *
   * @return the defaults
   */
  public static ServerMessageWebSocketControl defaults() {
    return DEFAULTS;
  }

  /**
   * Returns a builder that starts from the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a builder that starts from this control.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    copyTo(builder);
    builder.messageType = messageType;
    builder.receiveMode = receiveMode;
    return builder;
  }

  /**
   * Returns the type of messages that are sent as bytes, without a {@link Frame} that says it.
   *
   * @return the type; by default {@link SocketMessageType#BINARY}
   */
  public SocketMessageType messageType() {
    return messageType;
  }

  /**
   * Returns whether messages are delivered whole or in parts.
   *
   * @return the mode; by default {@link MessageWebSocketReceiveMode#FULL_MESSAGE}
   */
  public MessageWebSocketReceiveMode receiveMode() {
    return receiveMode;
  }

  @Override
  void addTo(Map<String, Object> settings) {
    super.addTo(settings);
    settings.put("messageType", messageType);
    settings.put("receiveMode", receiveMode);
  }

  /** Gathers settings; each starts from its default. */
  public static final class Builder extends ServerWebSocketControl.Builder<Builder> {

    private SocketMessageType messageType = SocketMessageType.BINARY;
    private MessageWebSocketReceiveMode receiveMode = MessageWebSocketReceiveMode.FULL_MESSAGE;

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /**
     * Sets the type of messages that are sent as bytes, without a {@link Frame} that says it.
     *
     * @param messageType the type
     * @return this
     */
    public Builder messageType(SocketMessageType messageType) {
      this.messageType = Objects.requireNonNull(messageType, "messageType");
      return this;
    }

    /**
     * Sets whether messages are delivered whole or in parts.
     *
     * @param receiveMode the mode
     * @return this
     */
    public Builder receiveMode(MessageWebSocketReceiveMode receiveMode) {
      this.receiveMode = Objects.requireNonNull(receiveMode, "receiveMode");
      return this;
    }

    /**
     * Makes the control.
     *
     * @return a control with these settings
     */
    public ServerMessageWebSocketControl build() {
      return new ServerMessageWebSocketControl(this);
    }
  }
}
