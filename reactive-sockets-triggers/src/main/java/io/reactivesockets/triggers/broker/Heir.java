package io.reactivesockets.triggers.broker;

import io.netty.channel.IoEventLoop;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.triggers.wire.Descriptors;
import io.reactivesockets.triggers.wire.Limits;
import io.reactivesockets.triggers.wire.Message;
import io.reactivesockets.triggers.wire.RequestIds;
import io.reactivesockets.triggers.wire.TaskRecord;
import io.reactivesockets.triggers.wire.UnixConnection;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Takes everything over from the broker that runs. It is the heir's once the old broker has said
 * so; one that stalls before that keeps all.
 */
final class Heir implements UnixConnection.Receiver {

  /** As long as a broker waits for sockets that are on their way. */
  private static final Duration SETTLING = Duration.ofSeconds(10);

  private final SocketBrokerServiceControl control;
  private final IoEventLoop loop;
  private final UnixConnection connection;
  private final MonoSink<Inheritance> sink;
  private final UUID request = RequestIds.next();
  private final List<Holding> sockets = new ArrayList<>();
  private List<TaskRecord> tasks = List.of();
  private int listener = -1;
  private int expected = -1;
  private boolean accepted;
  private boolean failed;
  private volatile boolean unwanted;
  private long lastProgress = -1;
  private long lastProgressNanos;

  private Heir(
      SocketBrokerServiceControl control,
      IoEventLoop loop,
      UnixConnection connection,
      MonoSink<Inheritance> sink) {
    this.control = control;
    this.loop = loop;
    this.connection = connection;
    this.sink = sink;
  }

  /**
   * Takes over; emits when the old broker has let everything go.
   *
   * @param left tells when nobody wants it any more; it fails then, unless that is too late
   */
  static Mono<Inheritance> of(
      SocketBrokerServiceControl control, IoEventLoop loop, Mono<Void> left) {
    return Mono.create(
        sink ->
            loop.execute(
                () -> {
                  try {
                    UnixConnection connection =
                        UnixConnection.connect(loop, RunDirectory.socketIn(control.directory()));
                    Heir heir = new Heir(control, loop, connection, sink);
                    connection.start(heir);
                    connection.send(new Message.Hello(Limits.VERSION, true, ""));
                    heir.watch();
                    left.subscribe(null, null, heir::unwanted);
                  } catch (IOException e) {
                    sink.error(BrokerFailures.ofSuccession(control.directory(), e));
                  }
                }));
  }

  /** Gives up when the old broker has not said a word for too long. */
  private void watch() {
    if (accepted || failed) {
      return;
    }
    Duration limit = expected < 0 ? SETTLING.plus(control.stallTimeout()) : control.stallTimeout();
    if (connection.progress() != lastProgress) {
      lastProgress = connection.progress();
      lastProgressNanos = System.nanoTime();
    } else if (System.nanoTime() - lastProgressNanos > limit.toNanos()) {
      fail(
          failure(SocketErrorStatus.OPERATION_TIMED_OUT)
              .reason("the broker there does not go on")
              .hint("it keeps what it has; see whether its process is stopped")
              .build());
      connection.close();
      return;
    }
    long period = Math.max(50, control.stallTimeout().toMillis() / 10);
    loop.schedule(this::watch, period, TimeUnit.MILLISECONDS);
  }

  /** Nobody waits for it any more; told on any thread. */
  private void unwanted() {
    unwanted = true;
    Later.on(loop, this::leave);
  }

  /** Leaves everything with the old broker, unless that has let go. */
  private void leave() {
    if (!accepted) {
      fail(new CancellationException("nobody waits for the successor any more"));
      connection.close();
    }
  }

  private SocketOperationException.Builder failure(SocketErrorStatus status) {
    return SocketOperationException.builder(SocketPhase.BIND, "take over")
        .status(status)
        .target("broker in " + control.directory());
  }

  @Override
  public void received(Message message, List<Integer> descriptors) {
    if (message instanceof Message.Welcome) {
      connection.send(new Message.Succeed(request));
    } else if (message instanceof Message.Estate estate) {
      listener = descriptors.get(0);
      expected = estate.sockets();
      tasks = estate.tasks();
      acceptIfComplete();
    } else if (message instanceof Message.Bequest bequest) {
      sockets.add(
          new Holding(
              bequest.socket(), bequest.state(), descriptors, bequest.socket().heldSince()));
      acceptIfComplete();
    } else if (message instanceof Message.Refused refused) {
      fail(
          failure(SocketErrorStatus.IN_USE)
              .reason(refused.reason())
              .hint("try again in a moment, and end that process if it does not go on")
              .build());
      connection.close();
    } else if (message instanceof Message.Done && isComplete()) {
      accepted = true;
    } else {
      Descriptors.close(descriptors);
      connection.close();
    }
  }

  private void acceptIfComplete() {
    if (unwanted) {
      leave();
    } else if (isComplete()) {
      connection.send(new Message.Done(request));
    }
  }

  private boolean isComplete() {
    return sockets.size() == expected;
  }

  @Override
  public void closed(@Nullable Throwable cause) {
    if (accepted) {
      sink.success(new Inheritance(listener, sockets, tasks));
    } else {
      fail(
          BrokerFailures.ofSuccession(
              control.directory(),
              cause == null ? new EOFException("the broker ended the connection") : cause));
    }
  }

  private void fail(Throwable failure) {
    if (failed) {
      return;
    }
    failed = true;
    new Inheritance(listener, sockets, tasks).close();
    listener = -1;
    sockets.clear();
    sink.error(failure);
  }
}
