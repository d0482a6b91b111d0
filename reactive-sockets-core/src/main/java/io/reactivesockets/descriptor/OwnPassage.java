package io.reactivesockets.descriptor;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sends a descriptor from this process to itself. It comes out as another descriptor of the same
 * socket, which is the one way to a duplicate that Netty has; and the socket is non-blocking then.
 */
final class OwnPassage {

  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int ADDRESS_BYTES = 128;
  private static final int TRIES = 16;

  private OwnPassage() {}

  /**
   * Returns another descriptor of a socket. Nothing in it waits.
   *
   * @throws IOException if it cannot be had; or as a {@link ChannelException} of Netty's with the
   *     cause in it
   */
  static int pass(int descriptor) throws IOException {
    LinuxSocket listening = LinuxSocket.newSocketDomain();
    LinuxSocket in = null;
    Socket out = null;
    try {
      // An abstract address: there is no file. Others may see it, but get no descriptor there.
      DomainSocketAddress address = new DomainSocketAddress("\0reactive-sockets-" + unguessable());
      listening.bind(address);
      listening.listen(TRIES);
      in = LinuxSocket.newSocketDomain();
      in.connect(address);
      out = acceptOwn(listening);
      in.sendFd(descriptor);
      int other = out.recvFd();
      if (other <= 0) {
        throw new IOException("the descriptor did not come through");
      }
      return other;
    } finally {
      if (out != null) {
        out.close();
      }
      if (in != null) {
        in.close();
      }
      listening.close();
    }
  }

  private static String unguessable() {
    return Long.toHexString(ThreadLocalRandom.current().nextLong())
        + Long.toHexString(System.nanoTime());
  }

  private static Socket acceptOwn(LinuxSocket listening) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      int number = listening.accept(new byte[ADDRESS_BYTES]);
      if (number < 0) {
        throw new IOException("the passage of this process is empty");
      }
      Socket accepted = new Socket(number);
      // The credentials begin with the process id.
      if (accepted.getIntOpt(SOL_SOCKET, SO_PEERCRED) == ProcessHandle.current().pid()) {
        return accepted;
      }
      accepted.close();
    }
    throw new IOException("others connect to the passage of this process");
  }
}
