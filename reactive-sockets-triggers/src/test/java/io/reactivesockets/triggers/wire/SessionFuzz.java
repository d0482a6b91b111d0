package io.reactivesockets.triggers.wire;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.reactivesockets.triggers.broker.SocketBrokerService;
import io.reactivesockets.triggers.broker.SocketBrokerServiceControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * For a fuzzer: any bytes and any descriptors to a broker that lives. It answers or ends the
 * connection, keeps no descriptor that it has not acknowledged, and serves the next peer.
 *
 * <p>Input is a list of steps: {@code length, bytes} to send, and where the length is {@code f0} or
 * more, a descriptor: an even number that of a listener, an odd one that of a file.
 */
public final class SessionFuzz {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int DESCRIPTOR = 0xf0;
  private static final int MAX_SOCKETS = 8;
  private static final int SPARE = 16;
  private static final byte SUCCEED = (byte) MessageType.SUCCEED.number();

  private static Fixture fixture;

  private SessionFuzz() {}

  /** Sends some bytes, and waits for the end. */
  public static void fuzzerTestOneInput(byte[] data) {
    try {
      if (fixture != null && fixture.mayHaveBeenSucceeded) {
        stop();
      }
      if (fixture == null) {
        fixture = new Fixture();
      }
      fixture.converse(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the broker, and deletes its files. */
  static void stop() throws IOException {
    if (fixture != null) {
      fixture.close();
      fixture = null;
    }
  }

  private static final class Fixture {

    private final Path parent = Files.createTempDirectory("f");
    private final SocketBrokerService service =
        SocketBrokerService.open(
                SocketBrokerServiceControl.builder(parent.resolve("d"))
                    .maxSocketsPerApplication(MAX_SOCKETS)
                    .maxSocketsPerUser(MAX_SOCKETS)
                    .stallTimeout(Duration.ofMillis(200))
                    .build())
            .block(LIMIT);
    private final Socket tcp = Socket.newSocketStream();
    private final FileDescriptor file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final long descriptors;
    private boolean mayHaveBeenSucceeded;

    Fixture() throws IOException {
      ((Logger) LoggerFactory.getLogger("io.reactivesockets.broker.audit")).setLevel(Level.OFF);
      file = FileDescriptor.from(Files.createFile(parent.resolve("file")).toFile());
      tcp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      tcp.listen(1);
      descriptors = count();
    }

    void converse(byte[] data) throws IOException {
      for (byte each : data) {
        mayHaveBeenSucceeded |= each == SUCCEED;
      }
      Socket peer = Socket.newSocketDomain();
      try {
        peer.connect(new DomainSocketAddress(parent.resolve("d/broker.socket").toString()));
        send(peer, data);
        peer.shutdown(false, true);
        awaitEnd(peer);
      } finally {
        peer.close();
      }
      if (!mayHaveBeenSucceeded) {
        check();
      }
    }

    /** Stops where the broker does not listen any more. */
    private void send(Socket peer, byte[] data) {
      ByteBuffer left = ByteBuffer.wrap(data);
      try {
        while (left.hasRemaining()) {
          int length = left.get() & 0xff;
          if (length >= DESCRIPTOR) {
            peer.sendFd((length & 1) == 0 ? tcp.intValue() : file.intValue());
          } else {
            int count = Math.min(length, left.remaining());
            buffer.clear();
            buffer.put(left.slice(left.position(), count));
            left.position(left.position() + count);
            peer.write(buffer, 0, count);
          }
        }
      } catch (IOException ended) {
        // That is one of the two things that the broker may do.
      }
    }

    private void awaitEnd(Socket peer) {
      long end = System.nanoTime() + LIMIT.toNanos();
      while (System.nanoTime() < end) {
        try {
          int read = peer.read(buffer, 0, buffer.capacity());
          if (read < 0) {
            return;
          }
          if (read == 0) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(50));
          }
        } catch (IOException reset) {
          return;
        }
      }
      throw new AssertionError("the broker neither answers nor ends the connection");
    }

    private void check() throws IOException {
      int held = service.information().block(LIMIT).socketCount();
      if (held > MAX_SOCKETS) {
        throw new AssertionError(held + " sockets are held");
      }
      if (count() > descriptors + SPARE + (long) held * Limits.MAX_DESCRIPTORS) {
        throw new AssertionError(count() + " descriptors, " + descriptors + " before");
      }
    }

    private static long count() throws IOException {
      try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
        return all.count();
      }
    }

    void close() throws IOException {
      service.close().block(LIMIT);
      tcp.close();
      file.close();
      try (Stream<Path> files = Files.walk(parent)) {
        for (Path file : (Iterable<Path>) files.sorted((a, b) -> b.compareTo(a))::iterator) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
