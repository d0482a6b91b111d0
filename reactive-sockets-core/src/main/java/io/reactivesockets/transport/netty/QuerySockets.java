package io.reactivesockets.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.reactivesockets.channel.DeviceBinding;
import io.reactivesockets.host.NetworkAdapter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of questions. None may be open when the event loop ends, which leaves them open, or
 * on io_uring the kernel writing to memory that is gone. Event loop only.
 */
final class QuerySockets {

  private final NettyTransport transport;
  private final @Nullable NetworkAdapter adapter;
  private final Set<QuerySocket> questions = new HashSet<>();
  private final Set<Channel> open = new HashSet<>();
  private @Nullable QuerySocket latest;
  private @Nullable Runnable whenClosed;

  /**
   * @param adapter what to confine the sockets to where that is possible, or null
   */
  QuerySockets(NettyTransport transport, @Nullable NetworkAdapter adapter) {
    this.transport = transport;
    this.adapter = adapter;
  }

  DatagramChannel open() {
    checkOpen();
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
    questions.add(socket);
    watch(channel, () -> questions.remove(socket));
    return channel;
  }

  /** Opens the socket of a question whose answer was too long for a datagram. */
  SocketChannel openStream() {
    checkOpen();
    SocketChannel channel = (SocketChannel) transport.newStreamChannel();
    watch(channel, () -> {});
    return channel;
  }

  /** Whether nothing can be asked any more. */
  boolean isClosed() {
    return whenClosed != null;
  }

  private void checkOpen() {
    if (isClosed()) {
      throw new RejectedExecutionException("the transport is being shut down");
    }
  }

  private void watch(Channel channel, Runnable whenGone) {
    open.add(channel);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              open.remove(channel);
              whenGone.run();
              tellIfClosed();
            });
  }

  private void tellIfClosed() {
    Runnable action = whenClosed;
    if (action != null && open.isEmpty()) {
      action.run();
    }
  }

  /** Opens none any more, withdraws every question, and acts when every socket is closed. */
  void close(Runnable action) {
    whenClosed = action;
    List.copyOf(questions).forEach(QuerySocket::withdraw);
    open.stream().filter(SocketChannel.class::isInstance).toList().forEach(Channel::close);
    tellIfClosed();
  }

  /** Returns the socket that was opened last, once; null if none was since. */
  @Nullable QuerySocket takeLatest() {
    QuerySocket taken = latest;
    latest = null;
    return taken;
  }
}
