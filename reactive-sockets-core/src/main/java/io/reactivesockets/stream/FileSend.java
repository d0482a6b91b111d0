package io.reactivesockets.stream;

import io.netty.channel.DefaultFileRegion;
import io.netty.handler.ssl.SslHandler;
import io.reactivesockets.channel.Handover;
import io.reactivesockets.channel.Outlet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Schedulers;

/** Sends a part of a file: by sendfile(2) where nothing on the way changes the bytes. */
final class FileSend {

  private static final Logger LOG = LoggerFactory.getLogger(FileSend.class);
  private static final int CHUNK_BYTES = 65_536;

  private FileSend() {}

  static Mono<Void> send(StreamChannel stream, Path file, long position, long count) {
    return Handover.toTheEnd(
            Mono.fromCallable(() -> open(file, position, count))
                .subscribeOn(Schedulers.boundedElastic()),
            FileSend::closeQuietly)
        .flatMap(
            open ->
                stream.channel().pipeline().get(SslHandler.class) == null
                    ? region(stream, new DefaultFileRegion(open, position, count))
                    : Mono.using(
                        () -> open,
                        source -> copy(stream, source, position, count),
                        FileSend::closeQuietly));
  }

  private static FileChannel open(Path file, long position, long count) throws IOException {
    FileChannel open = FileChannel.open(file, StandardOpenOption.READ);
    long available = Math.max(0, open.size() - position);
    if (count > available) {
      open.close();
      throw new IllegalArgumentException(
          "count: "
              + count
              + " (expected: at most "
              + available
              + ", what "
              + file
              + " has from position "
              + position
              + ")");
    }
    return open;
  }

  /** The region owns the file from here on: it closes it when it was sent or dropped. */
  private static Mono<Void> region(StreamChannel stream, DefaultFileRegion region) {
    return Mono.create(
        sink -> {
          RegionJob job = new RegionJob(stream, region, sink);
          sink.onCancel(() -> stream.execute(job::cancel));
          stream.execute(() -> stream.egress().submit(job));
        });
  }

  private static Mono<Void> copy(
      StreamChannel stream, FileChannel open, long position, long count) {
    return new Send(stream.egress(), stream.failures(), chunks(open, position, count));
  }

  private static Flux<ByteBuffer> chunks(FileChannel open, long position, long count) {
    return Flux.<ByteBuffer, Long>generate(
            () -> position,
            (at, sink) -> {
              long left = position + count - at;
              if (left == 0) {
                sink.complete();
                return at;
              }
              try {
                ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, left));
                int read = open.read(chunk, at);
                if (read <= 0) {
                  sink.error(new IOException("the file was cut short at byte " + at));
                  return at;
                }
                sink.next(chunk.flip());
                return at + read;
              } catch (IOException e) {
                sink.error(e);
                return at;
              }
            })
        .subscribeOn(Schedulers.boundedElastic(), true);
  }

  private static void closeQuietly(FileChannel open) {
    try {
      open.close();
    } catch (IOException e) {
      // The file was only read: nothing is lost.
      LOG.debug("closing a file that was sent", e);
    }
  }

  /** The send of one region, as a job of the output. */
  private static final class RegionJob implements Outlet.Job {

    private final StreamChannel stream;
    private final DefaultFileRegion region;
    private final MonoSink<Void> sink;
    private boolean written;

    RegionJob(StreamChannel stream, DefaultFileRegion region, MonoSink<Void> sink) {
      this.stream = stream;
      this.region = region;
      this.sink = sink;
    }

    @Override
    public void start() {
      if (written) {
        stream.egress().next(this);
        return;
      }
      written = true;
      stream
          .egress()
          .write(
              region,
              done -> {
                stream.egress().next(this);
                if (done.isSuccess()) {
                  stream.egress().countSent(region.count());
                  sink.success();
                } else {
                  stream.egress().blame(done.cause());
                  Throwable reason = stream.egress().failure();
                  sink.error(
                      stream.failures().of(reason == null ? done.cause() : reason, "sendFile"));
                }
              });
      stream.egress().flushFull();
    }

    /** What was handed to the kernel goes on; what was not is dropped. */
    void cancel() {
      if (!written) {
        written = true;
        region.release();
        stream.egress().next(this);
      }
    }

    @Override
    public void abort(Throwable cause) {
      if (!written) {
        written = true;
        region.release();
        sink.error(stream.failures().of(cause, "sendFile"));
      }
    }
  }
}
