package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to take the messages of a read and to send them back, without a kernel; beside
 * Netty's handlers. It lives in the package of the sockets to put them on a channel that goes
 * nowhere.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class WebSocketPathBenchmark {

  private static final int MASK = 0x1B2C3D4E;

  /** What arrives. */
  public enum Kind {
    /** Binary messages. */
    BINARY,
    /** Text of ASCII. */
    TEXT,
    /** Text of characters of two and three bytes. */
    WIDE_TEXT
  }

  /** What arrives. */
  @Param public Kind kind = Kind.BINARY;

  /** The size of a message. */
  @Param({"64", "16384"})
  public int bytes = 64;

  /** How much a read brings, at least one message. */
  @Param({"65536"})
  public int readBytes = 65_536;

  /** Which end we are. */
  @Param({"false"})
  public boolean client;

  private final EmbeddedChannel ours = new EmbeddedChannel(new Nowhere());
  private EmbeddedChannel netty = new EmbeddedChannel();
  private ByteBuf batch = Unpooled.EMPTY_BUFFER;

  /** Opens the WebSockets. */
  @Setup
  public void open() {
    WebSocketHandshake handshake =
        new WebSocketHandshake("/", Map.of(), Optional.empty(), Optional.empty());
    MessageWebSocketControl control = MessageWebSocketControl.defaults();
    Session<Frame> session =
        Session.start(
            ours,
            null,
            SessionPlan.messages(control, control.receiveMode(), client, Optional.empty()),
            Delivery.FRAMES,
            SessionOrigin.of(handshake));
    session.send(session.receive()).onErrorComplete().subscribe();
    netty =
        new EmbeddedChannel(
            new Nowhere(),
            new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder().expectMaskedFrames(!client).build()),
            new WebSocket13FrameEncoder(client),
            new Utf8FrameValidator(),
            new Echo());
    batch = ByteBufAllocator.DEFAULT.directBuffer(readBytes + bytes + 14);
    do {
      writeMessage(batch);
    } while (batch.readableBytes() + bytes < readBytes);
  }

  private void writeMessage(ByteBuf out) {
    out.writeByte(kind == Kind.BINARY ? 0x82 : 0x81);
    int mask = client ? 0 : 0x80;
    if (bytes < 126) {
      out.writeByte(mask | bytes);
    } else {
      out.writeByte(mask | 126);
      out.writeShort(bytes);
    }
    int key = client ? 0 : MASK;
    if (!client) {
      out.writeInt(key);
    }
    byte[] payload = payload();
    for (int i = 0; i < bytes; i++) {
      out.writeByte(payload[i] ^ (key >>> (24 - 8 * (i & 3))));
    }
  }

  private byte[] payload() {
    String text = kind == Kind.WIDE_TEXT ? "äöüß 数据报文 " : "{\"id\":17,\"side\":\"buy\"},";
    byte[] once = text.getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      boolean whole = i - i % once.length + once.length <= bytes;
      payload[i] = whole ? once[i % once.length] : (byte) '.';
    }
    return payload;
  }

  /** Closes them. */
  @TearDown
  public void close() {
    ours.close();
    ours.finishAndReleaseAll();
    netty.finishAndReleaseAll();
    batch.release();
  }

  /** This library. */
  @Benchmark
  public void ours() {
    ours.writeInbound(batch.retainedDuplicate());
  }

  /** Netty's decoder, validator and encoder. */
  @Benchmark
  public void netty() {
    netty.writeInbound(batch.retainedDuplicate());
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(message, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }

  /** Takes all that is written at once; copies what is on the heap, as channels do. */
  private static final class Nowhere extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof ByteBuf bytes && !bytes.isDirect()) {
        context.alloc().ioBuffer(bytes.readableBytes()).writeBytes(bytes).release();
      }
      ReferenceCountUtil.release(message);
      promise.trySuccess();
    }
  }
}
