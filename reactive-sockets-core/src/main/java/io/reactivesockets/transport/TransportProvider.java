package io.reactivesockets.transport;

import org.jspecify.annotations.Nullable;

/**
 * Makes transports of one kind; found with {@link java.util.ServiceLoader}.
 *
 * <p>The transports it opens extend {@code io.reactivesockets.transport.netty.NettyTransport}.
 */
public interface TransportProvider {

  /**
   * Returns the name by which users choose this kind.
   *
   * @return a short lower-case name, such as {@code epoll}
   */
  String name();

  /**
   * Returns how much this kind is preferred where several work.
   *
   * @return larger is better; a negative rank is used only when asked for by name
   */
  int rank();

  /**
   * Returns why this kind cannot work here.
   *
   * @return the reason, or {@code null} if it works
   */
  @Nullable Throwable unavailability();

  /**
   * Opens a transport.
   *
   * @param control what is asked of it
   * @return a new transport
   */
  Transport open(TransportControl control);
}
