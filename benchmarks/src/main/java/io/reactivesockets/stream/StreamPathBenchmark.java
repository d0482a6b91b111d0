package io.reactivesockets.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.reactivesockets.framing.Framer;
import io.reactivesockets.framing.Framing;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Flux;

/**
 * What a message of 64 B costs on its way through a socket, without a kernel. It lives in the
 * package of the sockets to put them on a channel that goes nowhere.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StreamPathBenchmark {

  private static final int MESSAGES = 128;
  private static final int MESSAGE_BYTES = 64;

  private final EmbeddedChannel channel = new EmbeddedChannel(new Nowhere());
  private final StreamChannel stream =
      new StreamChannel(channel, channel.eventLoop(), StreamSocketControl.defaults());
  private final Framer framer = Framing.fixed(MESSAGE_BYTES);
  private final ByteBuffer message = ByteBuffer.allocate(MESSAGE_BYTES);
  private final ByteBuf batch = Unpooled.directBuffer().writeZero(MESSAGES * MESSAGE_BYTES);

  /** Closes the socket. */
  @TearDown
  public void close() {
    stream.abort(ClosedSilently.HERE);
    channel.finishAndReleaseAll();
  }

  /** One message of a send that has many. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void send(Blackhole blackhole) {
    Flux<ByteBuffer> messages = Flux.range(0, MESSAGES).map(i -> message.duplicate());
    new Send(stream.egress(), stream.failures(), messages)
        .subscribe(blackhole::consume, blackhole::consume);
    channel.runPendingTasks();
  }

  /** One message of a read that brought many. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void receive(Blackhole blackhole) {
    new Input<>(stream.ingress(), stream.failures(), framer::newDecoder)
        .take(MESSAGES)
        .subscribe(blackhole::consume);
    channel.writeInbound(batch.retainedDuplicate());
    channel.runPendingTasks();
  }

  /** Takes every write for sent. */
  private static final class Nowhere extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object bytes, ChannelPromise promise) {
      ReferenceCountUtil.release(bytes);
      promise.setSuccess();
    }
  }
}
