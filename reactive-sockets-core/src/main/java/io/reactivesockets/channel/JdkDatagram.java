package io.reactivesockets.channel;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** The JDK's own channel under a datagram channel on NIO, for what Netty does not pass on. */
public final class JdkDatagram {

  private static final AttributeKey<DatagramChannel> KEY =
      AttributeKey.valueOf(JdkDatagram.class, "channel");

  private JdkDatagram() {}

  /**
   * Remembers what a channel stands on.
   *
   * @param channel the channel
   * @param jdk what it stands on
   */
  public static void attach(Channel channel, DatagramChannel jdk) {
    channel.attr(KEY).set(jdk);
  }

  /**
   * Returns what a channel stands on.
   *
   * @param channel the channel
   * @return the channel of the JDK, or {@code null} if it is not on NIO
   */
  public static @Nullable DatagramChannel of(Channel channel) {
    return channel.attr(KEY).get();
  }
}
