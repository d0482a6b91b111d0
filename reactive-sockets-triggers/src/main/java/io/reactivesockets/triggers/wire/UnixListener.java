package io.reactivesockets.triggers.wire;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening Unix-domain socket. */
public final class UnixListener implements EpollIoHandle {

  private static final Logger LOG = LoggerFactory.getLogger(UnixListener.class);
  private static final int BACKLOG = 1024;
  private static final int ACCEPTS_IN_A_TURN = 16;
  private static final int ADDRESS_BYTES = 128;
  private static final long PAUSE_MILLIS = 200;

  private final IoEventLoop loop;
  private final Socket socket;
  private final byte[] address = new byte[ADDRESS_BYTES];
  private @Nullable IntConsumer accepted;
  private @Nullable IoRegistration registration;
  private boolean closed;

  private UnixListener(IoEventLoop loop, Socket socket) {
    this.loop = loop;
    this.socket = socket;
  }

  /**
   * Listens on a path, which must not exist.
   *
   * @param loop where connections are accepted
   * @param path the socket to make
   * @return a listener that waits for {@link #start}
   * @throws IOException if that cannot be done
   */
  public static UnixListener bind(IoEventLoop loop, Path path) throws IOException {
    Socket socket = Socket.newSocketDomain();
    try {
      socket.bind(new DomainSocketAddress(path.toString()));
      socket.listen(BACKLOG);
      return new UnixListener(loop, socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Takes a socket that listens already.
   *
   * @param loop where connections are accepted
   * @param descriptor the socket, this listener's from now on
   * @return a listener that waits for {@link #start}
   */
  public static UnixListener adopt(IoEventLoop loop, int descriptor) {
    return new UnixListener(loop, new Socket(descriptor));
  }

  /**
   * Begins to accept.
   *
   * @param connections gets the descriptor of each connection, on the event loop
   */
  public void start(IntConsumer connections) {
    accepted = connections;
    loop.register(this)
        .addListener(
            done -> {
              if (done.isSuccess() && !closed) {
                registration = (IoRegistration) done.getNow();
                registration.submit(EpollIoOps.EPOLLIN);
              }
            });
  }

  /**
   * Returns the socket.
   *
   * @return its descriptor, this listener's
   */
  public int descriptor() {
    return socket.intValue();
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  @Override
  public void handle(IoRegistration of, IoEvent event) {
    for (int i = 0; i < ACCEPTS_IN_A_TURN && !closed; i++) {
      try {
        int descriptor = socket.accept(address);
        if (descriptor < 0) {
          return;
        }
        if (accepted != null) {
          accepted.accept(descriptor);
        }
      } catch (IOException e) {
        LOG.warn("could not accept a connection; tries again in {} ms", PAUSE_MILLIS, e);
        rest(of);
        return;
      }
    }
  }

  /** Out of descriptors, most likely: lets others close some before it tries again. */
  private void rest(IoRegistration of) {
    of.submit(EpollIoOps.EPOLLET);
    loop.schedule(
        () -> {
          if (!closed) {
            of.submit(EpollIoOps.EPOLLIN);
          }
        },
        PAUSE_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  /** Stops to listen, on the event loop; the path stays. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (registration != null) {
        registration.cancel();
      }
      Descriptors.close(socket);
    }
  }
}
