package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.InetAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class TcpInfoReaderTest {

  enum Ground {
    EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class),
    IO_URING(IoUringServerSocketChannel.class, IoUringSocketChannel.class),
    NIO(NioServerSocketChannel.class, NioSocketChannel.class);

    private final Class<? extends ServerChannel> listener;
    private final Class<? extends Channel> stream;

    Ground(Class<? extends ServerChannel> listener, Class<? extends Channel> stream) {
      this.listener = listener;
      this.stream = stream;
    }

    IoHandlerFactory handlers() {
      return switch (this) {
        case EPOLL -> EpollIoHandler.newFactory();
        case IO_URING -> IoUringIoHandler.newFactory();
        case NIO -> NioIoHandler.newFactory();
      };
    }

    void assumeAvailable() {
      if (this == EPOLL) {
        assumeThat(Epoll.isAvailable()).as("epoll is available").isTrue();
      } else if (this == IO_URING) {
        assumeThat(IoUring.isAvailable()).as("io_uring is available").isTrue();
      }
    }
  }

  private static final int CHUNK = 65_536;
  private static final int CHUNKS = 200;

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "IO_URING"})
  void a_real_connection_has_times_and_counts(Ground ground) throws Exception {
    ground.assumeAvailable();
    try (Pair pair = Pair.connect(ground)) {
      // given statistics on both ends from the start
      TcpStatistics sending = TcpStatistics.of(pair.client);
      TcpStatistics receiving = TcpStatistics.of(pair.server);
      onLoop(pair.client, sending::snapshot);
      onLoop(pair.server, receiving::snapshot);
      long start = System.nanoTime();
      // when bytes flow until the windows have passed
      do {
        pair.transfer();
      } while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(150));
      TcpStatistics.Snapshot sent = onLoop(pair.client, sending::snapshot);
      TcpStatistics.Snapshot received = onLoop(pair.server, receiving::snapshot);
      // then
      RoundTripTimeStatistics times = sent.roundTripTime();
      assertThat(times.smoothed().orElseThrow()).isPositive();
      assertThat(times.variance()).isPresent();
      assertThat(times.min().orElseThrow()).isPositive();
      assertThat(times.max().orElseThrow()).isGreaterThanOrEqualTo(times.min().orElseThrow());
      assertThat(times.max().orElseThrow()).isGreaterThanOrEqualTo(times.smoothed().orElseThrow());
      assertThat(sent.bandwidth().outboundBitsPerSecond().orElseThrow()).isPositive();
      assertThat(sent.bandwidth().inboundBitsPerSecond()).isEmpty();
      assertThat(received.bandwidth().inboundBitsPerSecond().orElseThrow()).isPositive();
      TcpInfo info =
          onLoop(pair.server, TcpInfoReader.of(pair.server)::read)
              .flatMap(TcpInfo::parse)
              .orElseThrow();
      assertThat(info.bytesReceived()).hasValue(pair.transferred);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "IO_URING"})
  void the_struct_is_as_long_as_this_kernel_has_it(Ground ground) throws Exception {
    ground.assumeAvailable();
    try (Pair pair = Pair.connect(ground)) {
      int size = onLoop(pair.client, TcpInfoReader.of(pair.client)::read).orElseThrow().remaining();
      assertThat(size).isBetween(TcpInfo.MIN_BYTES, 383);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"EPOLL", "IO_URING"})
  void a_closed_channel_has_nothing_to_read(Ground ground) throws Exception {
    ground.assumeAvailable();
    try (Pair pair = Pair.connect(ground)) {
      // given
      TcpStatistics statistics = TcpStatistics.of(pair.client);
      TcpStatistics.Snapshot open = onLoop(pair.client, statistics::snapshot);
      // when
      pair.client.close().sync();
      // then
      assertThat(TcpInfoReader.of(pair.client).read()).isEmpty();
      assertThat(statistics.snapshot()).isEqualTo(open);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NIO")
  void nio_does_not_tell_and_so_nothing_is_made_up(Ground ground) throws Exception {
    try (Pair pair = Pair.connect(ground)) {
      pair.transfer();
      assertThat(TcpInfoReader.of(pair.client)).isSameAs(TcpInfoReader.NONE);
      assertThat(TcpStatistics.of(pair.client).snapshot())
          .isEqualTo(TcpStatistics.Snapshot.UNKNOWN);
    }
  }

  private static <T> T onLoop(Channel channel, Callable<T> task) throws Exception {
    return channel.eventLoop().submit(task).get(20, TimeUnit.SECONDS);
  }

  /** Two ends of a connection over loopback. */
  private static final class Pair implements AutoCloseable {
    private final EventLoopGroup group;
    private final Channel client;
    private final Channel server;
    private final Sink sink;
    private long transferred;

    private Pair(EventLoopGroup group, Channel client, Channel server, Sink sink) {
      this.group = group;
      this.client = client;
      this.server = server;
      this.sink = sink;
    }

    static Pair connect(Ground ground) throws Exception {
      EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, ground.handlers());
      Sink sink = new Sink();
      Channel listener =
          new ServerBootstrap()
              .group(group)
              .channel(ground.listener)
              .childHandler(sink)
              .bind(InetAddress.getLoopbackAddress(), 0)
              .sync()
              .channel();
      Channel client =
          new Bootstrap()
              .group(group)
              .channel(ground.stream)
              .handler(new ChannelInboundHandlerAdapter())
              .connect(listener.localAddress())
              .sync()
              .channel();
      Channel server = sink.accepted.get(20, TimeUnit.SECONDS);
      listener.close().sync();
      return new Pair(group, client, server, sink);
    }

    /** Sends and waits until all has arrived. */
    void transfer() throws Exception {
      transferred += (long) CHUNKS * CHUNK;
      CompletableFuture<Void> arrived = onLoop(server, () -> sink.expect(transferred));
      for (int i = 0; i < CHUNKS; i++) {
        client.writeAndFlush(client.alloc().directBuffer(CHUNK).writeZero(CHUNK));
      }
      arrived.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      client.close().syncUninterruptibly();
      server.close().syncUninterruptibly();
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  /** Counts what one connection receives. */
  private static final class Sink extends SimpleChannelInboundHandler<ByteBuf> {
    private final CompletableFuture<Channel> accepted = new CompletableFuture<>();
    private CompletableFuture<Void> arrived = new CompletableFuture<>();
    private long total;
    private long expected;

    CompletableFuture<Void> expect(long bytes) {
      expected = bytes;
      arrived = new CompletableFuture<>();
      return arrived;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      accepted.complete(ctx.channel());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
      total += bytes.readableBytes();
      if (total == expected) {
        arrived.complete(null);
      }
    }
  }
}
