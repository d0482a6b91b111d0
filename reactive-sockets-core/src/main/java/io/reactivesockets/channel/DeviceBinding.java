package io.reactivesockets.channel;

import io.netty.channel.Channel;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.unix.UnixChannel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Confines a socket to one network device (SO_BINDTODEVICE of socket(7)): what it sends leaves
 * there, and only what comes in there reaches it. Native channels on Linux know it.
 */
public final class DeviceBinding {

  private static final int SOL_SOCKET = 1;
  private static final int SO_BINDTODEVICE = 25;
  private static final int IFNAMSIZ = 16;
  private static final boolean LINUX =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");

  private DeviceBinding() {}

  /**
   * Confines a channel.
   *
   * @param channel an open channel, not connected yet
   * @param device the name of the device, such as {@code eth0}
   * @return whether the channel knows how; if not, bind an address of the device instead
   * @throws io.netty.channel.ChannelException if the system refuses
   */
  public static boolean bind(Channel channel, String device) {
    if (!LINUX || !(channel instanceof UnixChannel)) {
      return false;
    }
    ByteBuffer name = ByteBuffer.allocate(IFNAMSIZ);
    name.put(device.getBytes(StandardCharsets.US_ASCII)).rewind();
    channel
        .config()
        .setOption(
            new RawUnixChannelOption("SO_BINDTODEVICE", SOL_SOCKET, SO_BINDTODEVICE, IFNAMSIZ),
            name);
    return true;
  }

  /**
   * Tells whether a transport's channels know how to be confined.
   *
   * @param transport the name of the transport
   * @return {@code true} for the native ones of Linux
   */
  public static boolean isKnownTo(String transport) {
    return LINUX && (transport.equals("epoll") || transport.equals("io_uring"));
  }
}
