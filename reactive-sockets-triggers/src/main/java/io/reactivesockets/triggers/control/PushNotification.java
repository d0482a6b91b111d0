package io.reactivesockets.triggers.control;

/**
 * Something has arrived on a parked channel; it waits in the transport for whoever receives there.
 *
 * <p>There is no further notification until {@link ControlChannelTrigger#flushTransport()} says
 * that this one was dealt with.
 *
 * @param controlChannelTrigger the channel
 * @param transport what it arrived on
 */
public record PushNotification(ControlChannelTrigger controlChannelTrigger, Object transport)
    implements ControlChannelTriggerEventDetails {

  /**
   * Returns the transport as what it is.
   *
   * @param type such as {@code StreamSocket.class}
   * @param <T> that type
   * @return the transport
   * @throws ClassCastException if it is something else
   */
  public <T> T transport(Class<T> type) {
    return type.cast(transport);
  }
}
