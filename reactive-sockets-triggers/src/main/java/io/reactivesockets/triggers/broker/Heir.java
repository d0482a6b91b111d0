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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Takes everything over from the broker that runs. It is the heir's once the old broker has gone,
 * and not a moment before.
 */
final class Heir implements UnixConnection.Receiver {

  private final SocketBrokerServiceControl control;
  private final UnixConnection connection;
  private final MonoSink<Inheritance> sink;
  private final UUID request = RequestIds.next();
  private final List<Holding> sockets = new ArrayList<>();
  private List<TaskRecord> tasks = List.of();
  private int listener = -1;
  private int expected = -1;
  private boolean accepted;
  private boolean failed;

  private Heir(
      SocketBrokerServiceControl control, UnixConnection connection, MonoSink<Inheritance> sink) {
    this.control = control;
    this.connection = connection;
    this.sink = sink;
  }

  /** Takes over; emits when the old broker has let everything go. */
  static Mono<Inheritance> of(SocketBrokerServiceControl control, IoEventLoop loop) {
    return Mono.create(
        sink ->
            loop.execute(
                () -> {
                  try {
                    UnixConnection connection =
                        UnixConnection.connect(loop, RunDirectory.socketIn(control.directory()));
                    Heir heir = new Heir(control, connection, sink);
                    connection.start(heir);
                    connection.send(new Message.Hello(Limits.VERSION, true, ""));
                  } catch (IOException e) {
                    sink.error(BrokerFailures.ofSuccession(control.directory(), e));
                  }
                }));
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
          SocketOperationException.builder(SocketPhase.BIND, "take over")
              .status(SocketErrorStatus.IN_USE)
              .target("broker in " + control.directory())
              .reason(refused.reason())
              .build());
      connection.close();
    } else {
      Descriptors.close(descriptors);
      connection.close();
    }
  }

  private void acceptIfComplete() {
    if (sockets.size() == expected) {
      accepted = true;
      connection.send(new Message.Done(request));
    }
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
