package io.reactivesockets.websocket.codec;

import java.security.SecureRandom;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the mask of a frame costs a client, which has to copy the payload anyway: beside the copy
 * alone, and beside a key from {@link SecureRandom} for each frame. It lives in the package of the
 * codec to get at both.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MaskBenchmark {

  /** The size of a payload. */
  @Param({"64", "1024", "16384"})
  public int bytes = 64;

  private final SecureRandom random = new SecureRandom();
  private byte[] payload = new byte[0];
  private byte[] frame = new byte[0];

  /** Makes the arrays. */
  @Setup
  public void allocate() {
    payload = new byte[bytes];
    frame = new byte[bytes];
    random.nextBytes(payload);
  }

  /** A copy without a mask, as a server makes it. */
  @Benchmark
  public byte[] copy() {
    System.arraycopy(payload, 0, frame, 0, bytes);
    return frame;
  }

  /** This library: a key that cannot be foretold, and the copy with it. */
  @Benchmark
  public byte[] maskAndCopy() {
    Masking.copy(payload, 0, bytes, frame, 0, MaskSource.current().next());
    return frame;
  }

  /** The same copy with a key that the JDK's strong generator makes for each frame. */
  @Benchmark
  public byte[] maskFromSecureRandomAndCopy() {
    Masking.copy(payload, 0, bytes, frame, 0, random.nextInt());
    return frame;
  }
}
