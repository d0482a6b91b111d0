package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.reactivesockets.channel.DeviceBinding;
import io.reactivesockets.channel.SocketOption;
import io.reactivesockets.channel.Traffic;
import io.reactivesockets.transport.SocketQualityOfService;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Applies a control to a channel. */
final class StreamOptions {

  private StreamOptions() {}

  /** Sets what must stand before the handshake of TCP, and all the rest, on an open channel. */
  static void beforeConnect(Channel channel, StreamSocketControl control) {
    control.networkAdapter().ifPresent(adapter -> DeviceBinding.bind(channel, adapter.name()));
    apply(channel, control);
  }

  /** Sets the options of an accepted or adopted channel. */
  static void apply(Channel channel, StreamSocketControl control) {
    if (control.noDelay()) {
      SocketOption.TCP_NODELAY.set(channel, 1);
    } else {
      SocketOption.TCP_NODELAY.set(channel, 0);
    }
    if (control.keepAlive()) {
      SocketOption.SO_KEEPALIVE.set(channel, 1);
      control
          .keepAliveTime()
          .ifPresent(idle -> SocketOption.TCP_KEEPIDLE.set(channel, (int) idle.toSeconds()));
      control
          .keepAliveInterval()
          .ifPresent(apart -> SocketOption.TCP_KEEPINTVL.set(channel, (int) apart.toSeconds()));
      control.keepAliveCount().ifPresent(count -> SocketOption.TCP_KEEPCNT.set(channel, count));
    }
    control
        .userTimeout()
        .ifPresent(
            timeout ->
                SocketOption.TCP_USER_TIMEOUT.set(
                    channel, (int) Math.min(Integer.MAX_VALUE, timeout.toMillis())));
    control.outboundBufferBytes().ifPresent(size -> SocketOption.SO_SNDBUF.set(channel, size));
    control.inboundBufferBytes().ifPresent(size -> SocketOption.SO_RCVBUF.set(channel, size));
    control.outboundUnicastHopLimit().ifPresent(hops -> Traffic.hopLimit(channel, hops));
    if (control.qualityOfService() == SocketQualityOfService.LOW_LATENCY) {
      Traffic.lowLatency(channel);
    }
  }

  /** Lets the attempts of one connect share the local port that was asked for. */
  static void sharePort(Channel channel, SocketAddress local) {
    if (local instanceof InetSocketAddress inet && inet.getPort() != 0) {
      SocketOption.SO_REUSEADDR.set(channel, 1);
    }
  }
}
