package io.reactivesockets.samples.rsock.console;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/**
 * Standard input for any number of subscribers at once: each chunk goes to all of them, and the
 * slowest sets the pace.
 *
 * <p>A thread of its own does the blocking reads, and reads only when there is a subscriber and
 * each has asked for more, so that nothing piles up and nothing is lost while nobody is there. The
 * buffer is used again as soon as {@code onNext} has returned, which {@code StreamSocket.send}
 * allows.
 */
public final class StandardInput implements Publisher<ByteBuffer> {

  private static final int CHUNK_BYTES = 65_536;

  private final ReadableByteChannel source;
  private final Pending pending;
  private final List<Receiver> receivers = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::readOn, "standard input");
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean used;
  private volatile boolean ended;
  private volatile @Nullable Throwable failure;

  /** Tells how many bytes wait to be read. */
  @FunctionalInterface
  private interface Pending {
    int bytes() throws IOException;
  }

  /**
   * Makes a publisher of a channel.
   *
   * @param source what to read; its reads may block
   */
  public StandardInput(ReadableByteChannel source) {
    this(source, () -> 0);
  }

  /**
   * Makes a publisher of a file, a pipe or a terminal.
   *
   * @param source what to read; its reads may block
   */
  public StandardInput(FileInputStream source) {
    this(source.getChannel(), source::available);
  }

  private StandardInput(ReadableByteChannel source, Pending pending) {
    this.source = source;
    this.pending = pending;
    thread.setDaemon(true);
  }

  /**
   * Tells whether any byte has come yet, read or not.
   *
   * @return {@code false} as long as nobody has typed or piped anything
   */
  public boolean isUsed() {
    try {
      return used || pending.bytes() > 0;
    } catch (IOException e) {
      return true; // Reading it will tell what is wrong.
    }
  }

  /**
   * Subscribes to what comes from now on.
   *
   * @param subscriber gets chunks of at most 65,536 bytes, each valid during {@code onNext} only,
   *     and completes at the end of the input, at once if that was reached before
   */
  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    Receiver receiver = new Receiver(subscriber);
    subscriber.onSubscribe(receiver);
    receiver.join();
    if (ended) {
      receiver.end(failure);
    } else if (started.compareAndSet(false, true)) {
      thread.start();
    }
  }

  private void readOn() {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try {
      awaitDemand();
      while (source.read(chunk.clear()) >= 0) {
        used = used || chunk.position() > 0;
        chunk.flip();
        awaitDemand();
        receivers.forEach(receiver -> receiver.take(chunk.duplicate()));
        awaitDemand();
      }
    } catch (IOException e) {
      failure = ConsoleException.ofInput(e);
    }
    ended = true;
    receivers.forEach(receiver -> receiver.end(failure));
  }

  private void awaitDemand() {
    while (receivers.isEmpty() || !receivers.stream().allMatch(Receiver::isReady)) {
      LockSupport.park(this);
    }
  }

  private final class Receiver implements Subscription {

    private final Subscriber<? super ByteBuffer> subscriber;
    private final AtomicLong requested = new AtomicLong();
    private final AtomicBoolean done = new AtomicBoolean();

    Receiver(Subscriber<? super ByteBuffer> subscriber) {
      this.subscriber = subscriber;
    }

    void join() {
      receivers.add(this);
      if (done.get()) {
        receivers.remove(this);
      }
      LockSupport.unpark(thread);
    }

    boolean isReady() {
      return requested.get() > 0;
    }

    /** Passes a chunk on, unless this one came too late to have asked for it. */
    void take(ByteBuffer chunk) {
      if (isReady() && !done.get()) {
        requested.decrementAndGet();
        subscriber.onNext(chunk);
      }
    }

    void end(@Nullable Throwable cause) {
      if (!done.compareAndSet(false, true)) {
        return;
      }
      receivers.remove(this);
      if (cause == null) {
        subscriber.onComplete();
      } else {
        subscriber.onError(cause);
      }
    }

    @Override
    public void request(long n) {
      if (Operators.validate(n)) {
        requested.accumulateAndGet(n, Operators::addCap);
        LockSupport.unpark(thread);
      }
    }

    @Override
    public void cancel() {
      done.set(true);
      receivers.remove(this);
      LockSupport.unpark(thread);
    }
  }
}
