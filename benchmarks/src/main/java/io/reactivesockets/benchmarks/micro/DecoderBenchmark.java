package io.reactivesockets.benchmarks.micro;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.reactivesockets.framing.ByteDecoder;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Cuts a buffer of frames, as a socket does with what a read brought. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecoderBenchmark {

  private static final int FRAMES = 512;
  private static final int PAYLOAD_BYTES = 60;

  /** How frames are told apart. */
  public enum Kind {
    /** By their size. */
    FIXED,

    /** By a length of four bytes. */
    LENGTH,

    /** By a length in base 128. */
    VARINT,

    /** By line ends. */
    LINES;

    private Framer framer() {
      return switch (this) {
        case FIXED -> Framing.fixed(PAYLOAD_BYTES);
        case LENGTH -> Framing.lengthField().build();
        case VARINT -> Framing.varintLength(PAYLOAD_BYTES);
        case LINES -> Framing.lines(PAYLOAD_BYTES);
      };
    }
  }

  /** What is measured. */
  @Param public Kind kind = Kind.FIXED;

  private Framer framer = Framing.fixed(PAYLOAD_BYTES);
  private ByteBuffer input = ByteBuffer.allocate(0);

  /** Fills the buffer. */
  @Setup
  public void fill() {
    ByteBuffer payload = ByteBuffer.wrap("x".repeat(PAYLOAD_BYTES).getBytes(US_ASCII));
    framer = kind.framer();
    ByteBuffer frame = framer.encode(payload.duplicate());
    input = ByteBuffer.allocateDirect(FRAMES * frame.remaining());
    for (int i = 0; i < FRAMES; i++) {
      input.put(frame.duplicate());
    }
  }

  /** One frame. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public void decode(Blackhole blackhole) {
    ByteDecoder<ByteBuffer> decoder = framer.newDecoder();
    input.rewind();
    for (int i = 0; i < FRAMES; i++) {
      blackhole.consume(decoder.decode(input, false));
    }
  }
}
