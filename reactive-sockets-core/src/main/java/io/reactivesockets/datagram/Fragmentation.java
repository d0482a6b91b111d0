package io.reactivesockets.datagram;

import io.netty.channel.Channel;
import io.reactivesockets.channel.JdkDatagram;
import io.reactivesockets.channel.SocketOption;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Whether datagrams may be fragmented on their way. */
final class Fragmentation {

  /** IP_PMTUDISC_DO and IPV6_PMTUDISC_DO: never, and larger ones fail with EMSGSIZE. */
  private static final int NEVER = 2;

  /** The JDK's name for the option, which it has from Java 19 on. */
  private static final String JDK_OPTION = "IP_DONTFRAGMENT";

  private Fragmentation() {}

  /** Forbids it. Returns whether the channel knows how. */
  static boolean forbid(Channel channel) {
    boolean ipv4 = SocketOption.IP_MTU_DISCOVER.set(channel, NEVER);
    boolean ipv6 = SocketOption.IPV6_MTU_DISCOVER.set(channel, NEVER);
    return ipv4 || ipv6 || forbidByJdk(JdkDatagram.of(channel));
  }

  private static boolean forbidByJdk(@Nullable DatagramChannel jdk) {
    java.net.SocketOption<Boolean> option = jdk == null ? null : option(jdk);
    if (jdk == null || option == null) {
      return false;
    }
    try {
      jdk.setOption(option, true);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** Tells whether it is forbidden, given what the native option says. */
  static Optional<Boolean> isForbidden(Channel channel, OptionalInt discovery) {
    if (discovery.isPresent()) {
      return Optional.of(discovery.getAsInt() == NEVER);
    }
    DatagramChannel jdk = JdkDatagram.of(channel);
    java.net.SocketOption<Boolean> option = jdk == null ? null : option(jdk);
    if (jdk == null || option == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(jdk.getOption(option));
    } catch (IOException closed) {
      return Optional.empty();
    }
  }

  @SuppressWarnings("unchecked") // Its type was just checked.
  private static java.net.@Nullable SocketOption<Boolean> option(DatagramChannel jdk) {
    for (java.net.SocketOption<?> each : jdk.supportedOptions()) {
      if (each.name().equals(JDK_OPTION) && each.type() == Boolean.class) {
        return (java.net.SocketOption<Boolean>) each;
      }
    }
    return null;
  }
}
