package io.reactivesockets.websocket;

/** What is asked of a {@link StreamWebSocket}. */
public final class StreamWebSocketControl extends ClientWebSocketControl {

  private static final StreamWebSocketControl DEFAULTS = builder().build();

  private StreamWebSocketControl(Builder builder) {
    super(builder);
    slowConsumerPolicy().checkLosesNothing();
  }

  /**
   * Returns the control with every default.
   *
   * @return the defaults
   */
  public static StreamWebSocketControl defaults() {
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

    return builder;
  }

  /** Gathers settings; each starts from its default. */
  public static final class Builder extends ClientWebSocketControl.Builder<Builder> {

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /**
     * Makes the control.
     *
     * @return a control with these settings
     * @throws IllegalArgumentException if the policy for slow consumers is one that drops, which
     *     would leave holes in a stream of bytes
     */
    public StreamWebSocketControl build() {
      return new StreamWebSocketControl(this);
    }
  }
}
