package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.websocket.codec.Bytes;
import io.reactivesockets.websocket.codec.ReceiveLimits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A session on a channel within the test: bytes go in and come out by hand, time stands still
 * unless it is moved, and a valve can hold back what the kernel would not take.
 */
final class SessionHarness<T> implements AutoCloseable {

  static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  static final Duration PING_INTERVAL = Duration.ofSeconds(30);
  static final Duration PONG_TIMEOUT = Duration.ofSeconds(20);

  final EmbeddedChannel channel;
  final Session<T> session;
  final Valve valve = new Valve();

  private final boolean client;

  private SessionHarness(SessionSettings settings, Delivery<T> delivery) {
    client = settings.client();
    channel = new EmbeddedChannel();
    channel.freezeTime();
    channel.pipeline().addLast(valve);
    WebSocketHandshake handshake =
        new WebSocketHandshake("/", Map.of(), Optional.empty(), Optional.empty());
    session = Session.start(channel, null, settings, delivery, SessionOrigin.of(handshake));
  }

  static SessionHarness<Frame> server() {
    return of(settings(false));
  }

  static SessionHarness<Frame> client() {
    return of(settings(true));
  }

  static SessionHarness<Frame> of(SessionSettings settings) {
    return new SessionHarness<>(settings, Delivery.FRAMES);
  }

  static SessionHarness<ByteBuffer> stream(SessionSettings settings) {
    return new SessionHarness<>(settings, Delivery.BYTES);
  }

  static SessionSettings settings(boolean client) {
    return new SessionSettings(
        client,
        true,
        false,
        false,
        new ReceiveLimits(1 << 20, 1 << 20, 1_000, 1 << 20, 100),
        1_000,
        100_000,
        Integer.MAX_VALUE,
        SlowConsumerPolicy.waitForRoom(),
        new HeartbeatSettings(PING_INTERVAL, PONG_TIMEOUT, Duration.ZERO),
        CLOSE_TIMEOUT,
        Optional.empty(),
        6,
        256,
        SocketMetrics.none());
  }

  /** The peer sends a frame. */
  void receive(int first, byte[] payload) {
    receive(client ? Bytes.frame(first, payload) : Bytes.masked(first, payload));
  }

  /** The peer sends bytes. */
  void receive(byte[] bytes) {
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    channel.runPendingTasks();
  }

  /** Returns the frames that were sent since the last call, as opcode byte and payload in hex. */
  List<String> sent() {
    channel.runPendingTasks();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuf out;
    while ((out = channel.readOutbound()) != null) {
      bytes.writeBytes(ByteBufUtil.getBytes(out));
      out.release();
    }
    return frames(Unpooled.wrappedBuffer(bytes.toByteArray()));
  }

  private List<String> frames(ByteBuf in) {
    List<String> frames = new ArrayList<>();
    while (in.isReadable()) {
      int first = in.readUnsignedByte();
      int second = in.readUnsignedByte();
      int code = second & 0x7F;
      int length = code < 126 ? code : code == 126 ? in.readUnsignedShort() : (int) in.readLong();
      byte[] key = new byte[4];
      if ((second & 0x80) != 0) {
        in.readBytes(key);
      }
      byte[] payload = new byte[length];
      in.readBytes(payload);
      for (int i = 0; i < length; i++) {
        payload[i] ^= key[i % 4];
      }
      frames.add(Integer.toHexString(first) + " " + Bytes.hex(payload));
    }
    return frames;
  }

  void advance(Duration time) {
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  void disconnect() {
    channel.close();
    channel.runPendingTasks();
  }

  @Override
  public void close() {
    valve.open();
    channel.finishAndReleaseAll();
  }

  /** Holds writes back as a kernel does whose buffer is full. */
  static final class Valve extends ChannelOutboundHandlerAdapter {

    private record Held(ChannelHandlerContext context, Object message, ChannelPromise promise) {}

    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private boolean shut;

    void shut() {
      shut = true;
    }

    void open() {
      shut = false;
      Held next;
      while (!shut && (next = held.poll()) != null) {
        next.context.writeAndFlush(next.message, next.promise);
      }
    }

    /** Lets the next write through and stays shut. */
    void drip() {
      Held next = held.remove();
      next.context.writeAndFlush(next.message, next.promise);
    }

    int heldBytes() {
      return held.stream().mapToInt(write -> ((ByteBuf) write.message).readableBytes()).sum();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (shut || !held.isEmpty()) {
        held.add(new Held(context, message, promise));
      } else {
        context.write(message, promise);
      }
    }
  }
}
