package io.reactivesockets.stream;

import io.reactivesockets.error.ConnectionAttempt;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;

/** Either end of races between two hosts, as programs that print what they saw. */
final class HappyEyeballsPeer {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String NAME = "both.example";
  private static final int AT_ONCE = 16;

  private HappyEyeballsPeer() {}

  /**
   * Accepts until its input ends, then waits until what it accepted has ended. Arguments: port.
   * Prints {@code listening}, and at the end {@code accepted N open M}.
   */
  static void listen(String[] arguments) throws Exception {
    AtomicInteger accepted = new AtomicInteger();
    AtomicInteger open = new AtomicInteger();
    ExecutorService readers = Executors.newCachedThreadPool();
    int port = Integer.parseInt(arguments[0]);
    try (ServerSocket listener = new ServerSocket(port, 1024, InetAddress.getByName("::"))) {
      Thread accepting = new Thread(() -> accept(listener, accepted, open, readers), "accepting");
      accepting.start();
      System.out.println("listening");
      InputStream untilEnd = System.in;
      while (untilEnd.read() >= 0) {}
      listener.close();
      accepting.join();
    }
    readers.shutdown();
    readers.awaitTermination(20, TimeUnit.SECONDS);
    System.out.println("accepted " + accepted + " open " + open);
    System.exit(0);
  }

  private static void accept(
      ServerSocket listener, AtomicInteger accepted, AtomicInteger open, ExecutorService readers) {
    while (true) {
      Socket client;
      try {
        client = listener.accept();
      } catch (IOException closed) {
        return;
      }
      accepted.incrementAndGet();
      open.incrementAndGet();
      readers.execute(() -> awaitEnd(client, open));
    }
  }

  private static void awaitEnd(Socket client, AtomicInteger open) {
    try (client) {
      while (client.getInputStream().read() >= 0) {}
    } catch (IOException reset) {
      // That is an end too.
    }
    open.decrementAndGet();
  }

  /**
   * Connects one time after the other, once more than asked, for the first has classes to load.
   * Arguments: transport, IPv4 address, IPv6 address, port, how often. Prints a line for each.
   */
  static void connect(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[3]);
    int times = Integer.parseInt(arguments[4]);
    try (ConnectFixture net = new ConnectFixture(arguments[0])) {
      net.dns().address(NAME, arguments[1], arguments[2]);
      for (int i = 0; i <= times; i++) {
        long begin = System.nanoTime();
        StreamSocket socket = net.connect(NAME, port, net.control()).block(TIMEOUT);
        long nanos = System.nanoTime() - begin;
        StreamSocketInformation information = socket.information();
        socket.reset().block(TIMEOUT);
        if (i > 0) {
          System.out.println(
              "connected %d %s %s"
                  .formatted(
                      TimeUnit.NANOSECONDS.toMillis(nanos),
                      information.remoteAddress(),
                      information.attempts().stream()
                          .map(HappyEyeballsPeer::told)
                          .collect(Collectors.joining(" "))));
        }
      }
    }
  }

  private static String told(ConnectionAttempt attempt) {
    return "%s/%d/%d/%s"
        .formatted(
            ((InetSocketAddress) attempt.remoteAddress()).getAddress().getHostAddress(),
            attempt.started().toMillis(),
            attempt.duration().toMillis(),
            attempt.status());
  }

  /**
   * Lets two addresses race many times, all but at once. Arguments: transport, IPv4 address, IPv6
   * address, port, how often. Prints {@code won N opened M}, and {@code left N} for the sockets
   * that are open at the end and were not at the beginning.
   */
  static void race(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[3]);
    int times = Integer.parseInt(arguments[4]);
    try (ConnectFixture net = new ConnectFixture(arguments[0])) {
      net.dns().address(NAME, arguments[1], arguments[2]);
      StreamSocketControl control =
          net.control(c -> c.connectionAttemptDelay(Duration.ofMillis(1)));
      net.connect(NAME, port, control).flatMap(StreamSocket::reset).block(TIMEOUT);
      int before = settled();
      int openedBefore = net.transport().openedCount();
      long won =
          Flux.range(0, times)
              .flatMap(
                  i ->
                      net.connect(NAME, port, control)
                          .flatMap(socket -> socket.reset().thenReturn(i)),
                  AT_ONCE)
              .count()
              .block(TIMEOUT.multipliedBy(10));
      System.out.println(
          "won " + won + " opened " + (net.transport().openedCount() - openedBefore));
      for (int i = 0; i < 500 && openSockets() > before; i++) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
      System.out.println("left " + (openSockets() - before));
    }
  }

  /** The number of open sockets when it has not changed for a while. */
  private static int settled() {
    int now = openSockets();
    for (int i = 0, same = 0; i < 100 && same < 5; i++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      int next = openSockets();
      same = next == now ? same + 1 : 0;
      now = next;
    }
    return now;
  }

  private static int openSockets() {
    int sockets = 0;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path each : descriptors) {
        if (isSocket(each)) {
          sockets++;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sockets;
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
