package io.reactivesockets.websocket;

import io.reactivesockets.channel.Checks;
import io.reactivesockets.websocket.codec.DeflateOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How messages are to be compressed, if the peer agrees (permessage-deflate, RFC 7692). Immutable.
 *
 * <p>By default no message refers to an earlier one. Then the state of zlib is shared by all
 * connections of an event loop, and a connection that is idle costs nothing for it. With context
 * takeover, small messages that resemble each other shrink further, but each connection holds about
 * 256 KiB of native memory for compressing and 44 KiB for decompressing from its first compressed
 * message on.
 */
public final class PermessageDeflate {

  private static final PermessageDeflate DEFAULTS = builder().build();

  private final DeflateOptions options;

  private PermessageDeflate(DeflateOptions options) {
    this.options = options;
  }

  /**
   * Returns the wishes with every default.
   *
   * @return the defaults
   */
  public static PermessageDeflate defaults() {
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
   * Returns a builder that starts from these wishes.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.level = options.level();
    builder.thresholdBytes = options.thresholdBytes();
    builder.serverContextTakeover = options.serverContextTakeover();
    builder.clientContextTakeover = options.clientContextTakeover();
    builder.serverMaxWindowBits = options.serverMaxWindowBits();
    builder.clientMaxWindowBits = options.clientMaxWindowBits();
    return builder;
  }

  /**
   * Returns how hard messages are compressed.
   *
   * @return 1 (fast) to 9 (small); by default 3
   */
  public int level() {
    return options.level();
  }

  /**
   * Returns the size from which on messages are compressed; smaller ones are sent as they are.
   *
   * @return bytes; by default 256
   */
  public int thresholdBytes() {
    return options.thresholdBytes();
  }

  /**
   * Returns whether the server may refer to its earlier messages.
   *
   * @return by default {@code false}
   */
  public boolean serverContextTakeover() {
    return options.serverContextTakeover();
  }

  /**
   * Returns whether the client may refer to its earlier messages.
   *
   * @return by default {@code false}
   */
  public boolean clientContextTakeover() {
    return options.clientContextTakeover();
  }

  /**
   * Returns the largest window that the server may use.
   *
   * @return its base-2 logarithm, 8 to 15; by default 15
   */
  public int serverMaxWindowBits() {
    return options.serverMaxWindowBits();
  }

  /**
   * Returns the largest window that the client may use.
   *
   * @return its base-2 logarithm, 8 to 15; by default 15
   */
  public int clientMaxWindowBits() {
    return options.clientMaxWindowBits();
  }

  DeflateOptions options() {
    return options;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PermessageDeflate that && options.equals(that.options);
  }

  @Override
  public int hashCode() {
    return Objects.hash(options);
  }

  @Override
  public String toString() {
    return "PermessageDeflate" + options.toString().substring("DeflateOptions".length());
  }

  /** Gathers wishes; each starts from its default. */
  public static final class Builder {

    private int level = 3;
    private int thresholdBytes = 256;
    private boolean serverContextTakeover;
    private boolean clientContextTakeover;
    private int serverMaxWindowBits = DeflateOptions.MAX_WINDOW_BITS;
    private int clientMaxWindowBits = DeflateOptions.MAX_WINDOW_BITS;

    private Builder() {}

    /**
     * Sets how hard messages are compressed.
     *
     * @param level 1 (fast) to 9 (small)
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder level(int level) {
      this.level = Checks.inRange("level", level, 1, 9);
      return this;
    }

    /**
     * Sets the size from which on messages are compressed. Messages that are sent in parts are
     * compressed whatever their size.
     *
     * @param thresholdBytes bytes, 0 or more
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public Builder thresholdBytes(int thresholdBytes) {
      this.thresholdBytes = Checks.inRange("thresholdBytes", thresholdBytes, 0, Integer.MAX_VALUE);
      return this;
    }

    /**
     * Sets whether the server may refer to its earlier messages; if not, the parameter
     * server_no_context_takeover is asked for or answered.
     *
     * @param allowed whether it may
     * @return this
     */
    public Builder serverContextTakeover(boolean allowed) {
      this.serverContextTakeover = allowed;
      return this;
    }

    /**
     * Sets whether the client may refer to its earlier messages; if not, the parameter
     * client_no_context_takeover is offered or answered.
     *
     * @param allowed whether it may
     * @return this
     */
    public Builder clientContextTakeover(boolean allowed) {
      this.clientContextTakeover = allowed;
      return this;
    }

    /**
     * Sets the largest window that the server may use (server_max_window_bits). Below 15 messages
     * are compressed in sections of the window's size, since the JDK's compressor has one window
     * only.
     *
     * @param bits the base-2 logarithm of the window, 8 to 15
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder serverMaxWindowBits(int bits) {
      this.serverMaxWindowBits = window("serverMaxWindowBits", bits);
      return this;
    }

    /**
     * Sets the largest window that the client may use (client_max_window_bits); see {@link
     * #serverMaxWindowBits}.
     *
     * @param bits the base-2 logarithm of the window, 8 to 15
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder clientMaxWindowBits(int bits) {
      this.clientMaxWindowBits = window("clientMaxWindowBits", bits);
      return this;
    }

    private static int window(String name, int bits) {
      return Checks.inRange(
          name, bits, DeflateOptions.MIN_WINDOW_BITS, DeflateOptions.MAX_WINDOW_BITS);
    }

    /**
     * Makes the wishes.
     *
     * @return the wishes
     */
    public PermessageDeflate build() {
      return new PermessageDeflate(
          new DeflateOptions(
              level,
              thresholdBytes,
              serverContextTakeover,
              clientContextTakeover,
              serverMaxWindowBits,
              clientMaxWindowBits));
    }
  }
}
