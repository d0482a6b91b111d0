package io.reactivesockets.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the channel out of an open stream socket, for the parts of this library that go on with it
 * in another protocol. The socket then only informs.
 */
public final class StreamTakeover {

  private static volatile @Nullable Access access;

  private StreamTakeover() {}

  /** What the package of stream sockets lets the others do; a socket is passed as an object. */
  public interface Access {

    /**
     * Returns the channel of a socket.
     *
     * @param streamSocket a stream socket
     * @return its channel
     */
    Channel channel(Object streamSocket);

    /**
     * Takes the socket's own handler off the channel. On the event loop.
     *
     * @param streamSocket a stream socket that neither receives nor sends
     * @return what was read and not taken yet, perhaps nothing; ownership passes
     */
    ByteBuf takeOver(Object streamSocket);

    /**
     * Asks the kernel about the other end.
     *
     * @param streamSocket a stream socket
     * @return what it knows; empty where it does not tell
     */
    Optional<StreamLiveness> liveness(Object streamSocket);
  }

  /**
   * Lets the stream sockets say how.
   *
   * @param streams the access to them
   */
  public static void provide(Access streams) {
    access = streams;
  }

  /**
   * Returns the access to stream sockets; there is one as soon as there is a socket.
   *
   * @return the access
   */
  public static Access streams() {
    return Objects.requireNonNull(access, "no stream socket was ever made");
  }
}
