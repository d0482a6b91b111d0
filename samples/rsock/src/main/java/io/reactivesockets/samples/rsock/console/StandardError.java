package io.reactivesockets.samples.rsock.console;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;

/**
 * Standard error that holds nobody up, for event loops write to it: what its reader leaves unread
 * waits, 64 KiB of it at most. What comes beyond that is left out, and how much that was is said
 * when the reader goes on.
 */
final class StandardError extends OutputStream {

  private static final int WAITING_BYTES = 65_536;
  private static final Duration TIME_FOR_LAST_WORDS = Duration.ofSeconds(1);

  private final OutputStream target;
  private final Charset charset;

  // Guarded by this.
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private int leftOut;
  private boolean writing;
  private boolean closed;

  /**
   * Makes one, with a daemon thread that does the writing.
   *
   * @param target what to write to; its writes may block
   * @param charset how text is written there
   */
  StandardError(OutputStream target, Charset charset) {
    this.target = target;
    this.charset = charset;
    Thread writer = new Thread(this::writeOn, "standard error");
    writer.setDaemon(true);
    writer.start();
  }

  /** Puts itself in the place of the standard error of this process, for logs as well. */
  @SuppressWarnings("resource") // The streams of the process end with it.
  static StandardError install() {
    // What a terminal expects is told from JDK 19 on, and is the default before.
    String encoding = System.getProperty("stderr.encoding", Charset.defaultCharset().name());
    StandardError error =
        new StandardError(new FileOutputStream(FileDescriptor.err), Charset.forName(encoding));
    System.setErr(new PrintStream(error, true, error.charset));
    // For what is thrown and caught by nobody, too.
    Runtime.getRuntime().addShutdownHook(new Thread(error::lastWords, "last words"));
    return error;
  }

  @Override
  public void write(int octet) {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    if (waiting.size() + length > WAITING_BYTES) {
      leftOut++;
    } else {
      waiting.write(bytes, offset, length);
      notifyAll();
    }
  }

  /** Has the thread end once it has written what waits. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Waits a moment for what was said to be written: the process is about to end. */
  void lastWords() {
    drain(TIME_FOR_LAST_WORDS);
  }

  /** Waits until all is written, but not longer than so long. */
  synchronized void drain(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      for (long left = limit.toMillis();
          left > 0 && (writing || waiting.size() > 0);
          left = (deadline - System.nanoTime()) / 1_000_000) {
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeOn() {
    try {
      for (byte[] next = next(); next.length > 0; next = next()) {
        try {
          target.write(next);
        } catch (IOException e) {
          // Nobody reads it any more; there is no other place to say so.
        }
        written();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns what to write; nothing after the end. */
  private synchronized byte[] next() throws InterruptedException {
    while (waiting.size() == 0 && !closed) {
      wait();
    }
    if (leftOut > 0) {
      String note =
          "(left out, since nobody read it: " + leftOut + " more)" + System.lineSeparator();
      waiting.writeBytes(note.getBytes(charset));
      leftOut = 0;
    }
    byte[] next = waiting.toByteArray();
    waiting.reset();
    writing = true;
    return next;
  }

  private synchronized void written() {
    writing = false;
    notifyAll();
  }
}
