package io.reactivesockets.samples.rsock.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Standard output for any number of publishers at once, chunk by chunk in turn.
 *
 * <p>A thread of its own does the blocking writes. Each publisher has a few chunks under way and is
 * asked for the next one when one of them is written.
 */
public final class StandardOutput {

  private static final int CHUNKS_UNDER_WAY = 4;

  private final WritableByteChannel target;
  private final Executor writer = newWriter();

  /**
   * Makes an output of a channel.
   *
   * @param target what to write to; its writes may block
   */
  public StandardOutput(WritableByteChannel target) {
    this.target = target;
  }

  /** One thread, which ends when there was nothing to write for a while. */
  private static Executor newWriter() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "standard output");
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /**
   * Writes what a publisher emits.
   *
   * @param bytes what to write; each element belongs to this output from then on
   * @return cold; completes when the last byte is written, fails with the error of the publisher,
   *     or with a {@link ConsoleException} when the output takes no more
   */
  public Mono<Void> write(Publisher<ByteBuffer> bytes) {
    return Mono.create(
        sink -> {
          Feed feed = new Feed(sink);
          sink.onDispose(feed);
          bytes.subscribe(feed);
        });
  }

  private final class Feed extends BaseSubscriber<ByteBuffer> {

    private final MonoSink<Void> sink;

    Feed(MonoSink<Void> sink) {
      this.sink = sink;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      request(CHUNKS_UNDER_WAY);
    }

    @Override
    protected void hookOnNext(ByteBuffer chunk) {
      writer.execute(() -> write(chunk));
    }

    @Override
    protected void hookOnComplete() {
      writer.execute(sink::success);
    }

    @Override
    protected void hookOnError(Throwable failure) {
      writer.execute(() -> sink.error(failure));
    }

    private void write(ByteBuffer chunk) {
      try {
        while (chunk.hasRemaining()) {
          target.write(chunk);
        }
        request(1);
      } catch (IOException e) {
        cancel();
        sink.error(ConsoleException.ofOutput(e));
      }
    }
  }
}
