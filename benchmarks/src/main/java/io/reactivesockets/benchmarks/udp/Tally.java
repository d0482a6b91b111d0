package io.reactivesockets.benchmarks.udp;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * How many datagrams the application of this process has received or sent, which the load asks over
 * TCP, for nobody else knows it.
 */
@SuppressWarnings({"unused", "NonAtomicVolatileUpdate"}) // Written by one thread a process.
final class Tally {

  private static final VarHandle TOTAL;
  private static final VarHandle LAST;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TOTAL = lookup.findStaticVarHandle(Tally.class, "total", long.class);
      LAST = lookup.findStaticVarHandle(Tally.class, "last", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static long total;
  private static Object last = ByteBuffer.allocate(0);

  private Tally() {}

  /** Takes a datagram that belongs to the application. */
  static void take(Object datagram) {
    LAST.setRelease(datagram);
    add(1);
  }

  /** Counts datagrams. */
  static void add(long datagrams) {
    TOTAL.setRelease((long) TOTAL.get() + datagrams);
  }

  /**
   * Begins to answer whoever connects: a number for each byte that it sends.
   *
   * @return the port, which is free for UDP
   */
  static int answer() {
    try {
      while (true) {
        ServerSocket server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        if (isFreeForDatagrams(server.getLocalPort())) {
          daemon(() -> accept(server), "tally");
          return server.getLocalPort();
        }
        server.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFreeForDatagrams(int port) throws IOException {
    try (DatagramSocket probe = new DatagramSocket(port)) {
      return probe.isBound();
    } catch (BindException taken) {
      return false;
    }
  }

  /** Starts a thread that does not keep the process alive. */
  static void daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void accept(ServerSocket server) {
    while (true) {
      try {
        Socket asker = server.accept();
        daemon(() -> tell(asker), "tally for one");
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void tell(Socket asker) {
    try (asker) {
      asker.setTcpNoDelay(true);
      DataInputStream questions = new DataInputStream(asker.getInputStream());
      DataOutputStream answers = new DataOutputStream(asker.getOutputStream());
      while (questions.read() >= 0) {
        answers.writeLong((long) TOTAL.getAcquire());
      }
    } catch (IOException gone) {
      // The load has what it wanted.
    }
  }
}
