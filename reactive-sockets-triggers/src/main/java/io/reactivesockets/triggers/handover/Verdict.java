package io.reactivesockets.triggers.handover;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * What became of sockets that the successor holds and has not been told to be its own, if the
 * connection ends.
 *
 * <p>It is said in a pipe of its own. That has room for it however the connection is stuck, and
 * what was said can be read after the death of who said it: a successor that was stopped, and goes
 * on when its predecessor has served the sockets again and died, does not take them for its own. A
 * predecessor that dies before it said anything has left them.
 */
final class Verdict {

  private static final Duration AGAIN = Duration.ofMillis(20);

  /** What the predecessor has said. */
  enum Outcome {
    /** It has died without a word, or has given all: what was held out is the successor's. */
    LEFT(0),
    /** It keeps what was on its way; what it has given stays given. */
    KEPT(1),
    /** It goes on with the listener too. */
    REVOKED(2);

    private final byte word;

    Outcome(int word) {
      this.word = (byte) word;
    }
  }

  /** The predecessor's end. */
  static final class Said {

    private final FileDescriptor read;
    private final FileDescriptor write;
    private boolean decided;

    private Said(FileDescriptor read, FileDescriptor write) {
      this.read = read;
      this.write = write;
    }

    static Said open() throws IOException {
      FileDescriptor[] ends = FileDescriptor.pipe();
      return new Said(ends[0], ends[1]);
    }

    /** What the successor is to get. */
    int descriptor() {
      return read.intValue();
    }

    /** The successor has its end. */
    void passed() {
      close(read);
    }

    /** Says it, if nothing was said before. */
    synchronized void say(Outcome outcome) {
      if (decided) {
        return;
      }
      decided = true;
      if (outcome != Outcome.LEFT) {
        ByteBuffer word = ByteBuffer.allocateDirect(1).put(0, outcome.word);
        try {
          write.write(word, 0, 1);
        } catch (IOException nobodyReads) {
          // Then nobody can take it for something else.
        }
      }
      close(read);
      close(write);
    }
  }

  /** The successor's end. */
  static final class Heard {

    private final FileDescriptor read;
    private final Mono<Outcome> outcome;
    private boolean forgotten;

    Heard(int descriptor) {
      read = new FileDescriptor(descriptor);
      outcome =
          Mono.fromCallable(this::listen)
              .flatMap(Mono::justOrEmpty)
              .repeatWhenEmpty(silence -> silence.delayElements(AGAIN))
              .cache();
    }

    /** Waits until it is said, or the predecessor has died; then it stays so. */
    Mono<Outcome> outcome() {
      return outcome;
    }

    private synchronized Optional<Outcome> listen() {
      if (forgotten) {
        return Optional.of(Outcome.KEPT); // Its number may be another descriptor's by now.
      }
      ByteBuffer word = ByteBuffer.allocateDirect(1);
      int count;
      try {
        count = read.read(word, 0, 1);
      } catch (IOException unreadable) {
        return Optional.of(Outcome.REVOKED);
      }
      if (count == 0) {
        return Optional.empty();
      }
      forget();
      return Optional.of(
          count < 0
              ? Outcome.LEFT
              : word.get(0) == Outcome.KEPT.word ? Outcome.KEPT : Outcome.REVOKED);
    }

    /** Asks no more. */
    synchronized void forget() {
      forgotten = true;
      close(read);
    }
  }

  private Verdict() {}

  private static void close(FileDescriptor end) {
    try {
      end.close();
    } catch (IOException closed) {
      // Nothing depends on it.
    }
  }
}
