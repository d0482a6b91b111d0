package io.reactivesockets.benchmarks.ws;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What the messages hold. No two of a list are the same, and all are the same in each run. */
enum Payloads {
  /** Numbers as a protocol writes them. */
  BINARY {
    @Override
    byte[] next(Random random, int bytes) {
      ByteBuffer out = ByteBuffer.allocate(bytes);
      while (out.remaining() >= Integer.BYTES) {
        out.putInt(random.nextInt(100_000));
      }
      return out.array();
    }
  },
  /** JSON. */
  TEXT {
    @Override
    byte[] next(Random random, int bytes) {
      StringBuilder text = new StringBuilder(bytes + 100);
      while (text.length() < bytes) {
        text.append("{\"id\":").append(random.nextInt(1_000_000));
        text.append(",\"side\":\"").append(random.nextBoolean() ? "buy" : "sell");
        text.append("\",\"price\":").append(random.nextInt(100_000) / 100.0);
        text.append(",\"volume\":").append(random.nextInt(5_000)).append("},");
      }
      return text.substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
    }
  },
  /** Words of many scripts, most characters of more than one byte. */
  WIDE_TEXT {
    @Override
    byte[] next(Random random, int bytes) {
      String[] words = {"straße ", "größer ", "δεδομένα ", "сообщение ", "数据报文", "ソケット", "🚀 "};
      ByteBuffer out = ByteBuffer.allocate(bytes);
      byte[] word = words[0].getBytes(StandardCharsets.UTF_8);
      while (out.remaining() >= word.length) {
        out.put(word);
        word = words[random.nextInt(words.length)].getBytes(StandardCharsets.UTF_8);
      }
      while (out.hasRemaining()) {
        out.put((byte) '.');
      }
      return out.array();
    }
  };

  private static final int SEED = 6_455;

  /** Makes so many messages of that size. */
  List<byte[]> list(int count, int bytes) {
    Random random = new Random(SEED);
    List<byte[]> messages = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      messages.add(next(random, bytes));
    }
    return messages;
  }

  boolean isText() {
    return this != BINARY;
  }

  abstract byte[] next(Random random, int bytes);
}
