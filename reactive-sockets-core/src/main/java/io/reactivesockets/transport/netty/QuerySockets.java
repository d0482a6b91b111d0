package io.reactivesockets.transport.netty;

import io.netty.channel.socket.DatagramChannel;
import io.reactivesockets.channel.DeviceBinding;
import io.reactivesockets.host.NetworkAdapter;
import org.jspecify.annotations.Nullable;

/** Opens the sockets of questions, and remembers the latest. Event loop only. */
final class QuerySockets {

  private final NettyTransport transport;
  private final @Nullable NetworkAdapter adapter;
  private @Nullable QuerySocket latest;

  /**
   * @param adapter what to confine the sockets to where that is possible, or null
   */
  QuerySockets(NettyTransport transport, @Nullable NetworkAdapter adapter) {
    this.transport = transport;
    this.adapter = adapter;
  }

  DatagramChannel open() {
    DatagramChannel channel = transport.newDatagramChannel(null);
    try {
      if (adapter != null) {
        DeviceBinding.bind(channel, adapter.name());
      }
    } catch (RuntimeException refused) {
      channel.unsafe().closeForcibly();
      throw refused;
    }
    QuerySocket socket = new QuerySocket();
    channel.pipeline().addLast(socket);
    latest = socket;
    return channel;
  }

  /** Returns the socket that was opened last, once; null if none was since. */
  @Nullable QuerySocket takeLatest() {
    QuerySocket taken = latest;
    latest = null;
    return taken;
  }
}
