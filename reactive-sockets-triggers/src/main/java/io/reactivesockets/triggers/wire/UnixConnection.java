package io.reactivesockets.triggers.wire;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection over a Unix-domain socket that carries messages, and descriptors with some of them.
 *
 * <p>It reads exactly one frame at a time, so that no descriptor is ever lost behind bytes that
 * were read too far. Everything happens on its event loop, the calls of the {@link Receiver}
 * included.
 */
public final class UnixConnection implements EpollIoHandle {

  /** What becomes of the messages of a connection. */
  public interface Receiver {

    /**
     * Takes a message.
     *
     * @param message the message
     * @param descriptors those that came with it, the receiver's from now on
     */
    void received(Message message, List<Integer> descriptors);

    /** Some of what was sent has left. */
    default void drained() {}

    /**
     * The connection has ended, once and for all.
     *
     * @param cause why, {@code null} if the peer closed it or this side asked for it
     */
    void closed(@Nullable Throwable cause);
  }

  private static final int FRAMES_IN_A_TURN = 16;

  private final IoEventLoop loop;
  private final Socket socket;
  private final Peer peer;
  private final FrameReader reader;
  private final FrameSender sender;
  private @Nullable Receiver receiver;
  private @Nullable IoRegistration registration;
  private boolean closing;
  private boolean closed;

  private UnixConnection(IoEventLoop loop, Socket socket, int maxPayloadBytes) throws IOException {
    this.loop = loop;
    this.socket = socket;
    this.peer = Peer.of(socket);
    this.reader = new FrameReader(socket, maxPayloadBytes);
    this.sender = new FrameSender(socket);
  }

  /**
   * Connects; that takes no time on a Unix-domain socket.
   *
   * @param loop where everything will happen
   * @param path the peer's socket
   * @return a connection that waits for {@link #start}
   * @throws IOException if nobody listens there, or too many wait already
   */
  public static UnixConnection connect(IoEventLoop loop, Path path) throws IOException {
    Socket socket = Socket.newSocketDomain();
    try {
      socket.connect(new DomainSocketAddress(path.toString()));
      return new UnixConnection(loop, socket, Limits.MAX_PAYLOAD_BYTES);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Takes a connection that a listening socket accepted.
   *
   * @param loop where everything will happen
   * @param descriptor the connection, closed with this one or if this fails
   * @param maxPayloadBytes the most bytes that a message may have
   * @return a connection that waits for {@link #start}
   * @throws IOException if the peer has gone
   */
  public static UnixConnection accepted(IoEventLoop loop, int descriptor, int maxPayloadBytes)
      throws IOException {
    Socket socket = new Socket(descriptor);
    try {
      return new UnixConnection(loop, socket, maxPayloadBytes);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Begins to read.
   *
   * @param receiver who takes the messages
   */
  public void start(Receiver receiver) {
    this.receiver = receiver;
    loop.register(this)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                end(done.cause());
              } else if (closed) {
                ((IoRegistration) done.getNow()).cancel();
              } else {
                registration = (IoRegistration) done.getNow();
                interest();
              }
            });
  }

  /**
   * Returns who is at the other end.
   *
   * @return the peer
   */
  public Peer peer() {
    return peer;
  }

  /**
   * Sends a message that brings no descriptor.
   *
   * @param message the message
   */
  public void send(Message message) {
    send(message, List.of());
  }

  /**
   * Sends a message, on the event loop.
   *
   * @param message the message
   * @param descriptors what goes with it; they stay open, and the caller's
   */
  public void send(Message message, List<Integer> descriptors) {
    if (closed || closing) {
      return;
    }
    ProtocolSteps.sending(message);
    sender.add(message, descriptors);
    flush();
  }

  /**
   * Tells how much waits to be sent.
   *
   * @return bytes
   */
  public long pendingBytes() {
    return sender.pendingBytes();
  }

  /**
   * Tells how many bytes were read and sent, to see whether a peer has stalled.
   *
   * @return a number that grows
   */
  public long progress() {
    return reader.progress() + sender.progress();
  }

  /**
   * Tells whether the peer owes something: the rest of a frame, or reading what waits for it.
   *
   * @return whether it does
   */
  public boolean isPeerDue() {
    return reader.isInFrame() || sender.pendingBytes() > 0;
  }

  /** Reads nothing more until {@link #resume}. */
  public void pause() {
    reader.pause(true);
    interest();
  }

  /** Reads again. */
  public void resume() {
    reader.pause(false);
    interest();
  }

  /** Sends what waits, then closes; reads nothing more. */
  public void finish() {
    closing = true;
    if (sender.pendingBytes() == 0) {
      end(null);
    } else {
      pause();
    }
  }

  /** Closes at once; called by the event loop too when that ends. */
  @Override
  public void close() {
    if (loop.inEventLoop()) {
      end(null);
    } else {
      loop.execute(() -> end(null));
    }
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  @Override
  public void handle(IoRegistration of, IoEvent event) {
    EpollIoOps ops = ((EpollIoEvent) event).ops();
    try {
      if (!closed && ops.contains(EpollIoOps.EPOLLOUT)) {
        flush();
      }
      if (!closed && !reader.isPaused()) {
        read();
      } else if (!closed && ops.contains(EpollIoOps.EPOLLERR)) {
        end(null);
      }
    } catch (IOException | RuntimeException e) {
      end(e);
    }
  }

  private void read() throws IOException {
    Receiver to = Objects.requireNonNull(receiver);
    for (int i = 0; i < FRAMES_IN_A_TURN && !closed && !reader.isPaused(); i++) {
      FrameReader.Result result = reader.read();
      if (result == FrameReader.Result.END) {
        end(null);
        return;
      }
      if (result == FrameReader.Result.MORE) {
        return;
      }
      Message message = reader.message();
      ProtocolSteps.received(message);
      to.received(message, reader.descriptors());
    }
  }

  private void flush() {
    if (registration == null) {
      return; // What waits leaves when the event loop knows the socket.
    }
    try {
      boolean waited = sender.pendingBytes() > 0;
      sender.flush();
      interest();
      if (sender.pendingBytes() == 0 && closing) {
        end(null);
      } else if (waited && receiver != null) {
        loop.execute(this::tellDrained);
      }
    } catch (IOException e) {
      end(e);
    }
  }

  private void tellDrained() {
    if (!closed && receiver != null) {
      receiver.drained();
    }
  }

  private void interest() {
    if (registration == null || closed) {
      return;
    }
    EpollIoOps ops = reader.isPaused() ? EpollIoOps.EPOLLET : EpollIoOps.EPOLLIN;
    registration.submit(sender.pendingBytes() > 0 ? ops.with(EpollIoOps.EPOLLOUT) : ops);
  }

  private void end(@Nullable Throwable cause) {
    if (closed) {
      return;
    }
    closed = true;
    if (registration != null) {
      registration.cancel();
    }
    reader.close();
    Descriptors.close(socket);
    if (receiver != null) {
      receiver.closed(cause);
    }
  }
}
