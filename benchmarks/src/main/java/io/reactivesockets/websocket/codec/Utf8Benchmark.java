package io.reactivesockets.websocket.codec;

import java.nio.charset.StandardCharsets;
import java.util.Random;
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
 * What it costs to check 16 KiB of text, of words in an order that no processor can learn by heart.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Utf8Benchmark {

  private static final int TEXTS = 64;
  private static final int BYTES = 16_384;

  /** The words of the text. */
  public enum Script {
    /** Mostly ASCII. */
    GERMAN("Straße ,größer ,und ,die ,Zeitung ,für "),
    /** Two bytes a character. */
    RUSSIAN("сообщение ,и ,данные ,сеть ,по "),
    /** Three bytes a character. */
    CHINESE("数据报文,套接字,网络,的"),
    /** Of each length. */
    MIXED("straße ,größer ,δεδομένα ,сообщение ,数据报文,ソケット,🚀 ");

    private final String words;

    Script(String words) {
      this.words = words;
    }
  }

  /** What the text is written in. */
  @Param public Script script = Script.MIXED;

  private final byte[][] texts = new byte[TEXTS][];
  private final Utf8Validator validator = new Utf8Validator();
  private int next;

  /** Writes the texts. */
  @Setup
  public void write() {
    Random random = new Random(3_629);
    String[] words = script.words.split(",", -1);
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      while (text.length() < BYTES) {
        text.append(words[random.nextInt(words.length)]);
      }
      byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
      texts[i] = new byte[BYTES];
      System.arraycopy(utf8, 0, texts[i], 0, BYTES);
    }
  }

  /** The check of a message, begun anew. */
  @Benchmark
  public boolean check() {
    validator.reset();
    byte[] text = texts[next++ & (TEXTS - 1)];
    return validator.accept(text, 0, text.length);
  }
}
