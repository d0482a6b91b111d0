package io.reactivesockets.triggers.activity;

import io.netty.channel.IoEventLoop;
import io.reactivesockets.triggers.wire.Descriptors;
import io.reactivesockets.triggers.wire.Limits;
import io.reactivesockets.triggers.wire.Message;
import io.reactivesockets.triggers.wire.SocketRecord;
import io.reactivesockets.triggers.wire.UnixConnection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** One connection to a broker, from the greeting to its end; on its event loop throughout. */
final class Conversation implements UnixConnection.Receiver {

  private final IoEventLoop loop;
  private final UnixConnection connection;
  private final Consumer<SocketRecord> notices;
  private final Runnable ended;
  private final Map<UUID, Exchange> exchanges = new HashMap<>();
  private @Nullable MonoSink<Conversation> greeting;
  private boolean over;

  private Conversation(
      IoEventLoop loop, UnixConnection connection, Consumer<SocketRecord> notices, Runnable ended) {
    this.loop = loop;
    this.connection = connection;
    this.notices = notices;
    this.ended = ended;
  }

  /** Connects and greets; emits when the broker has answered. */
  static Mono<Conversation> begin(
      IoEventLoop loop,
      Path socket,
      Message.Hello hello,
      Consumer<SocketRecord> notices,
      Runnable ended) {
    return Mono.create(
        sink ->
            loop.execute(
                () -> {
                  try {
                    UnixConnection connection = UnixConnection.connect(loop, socket);
                    Conversation begun = new Conversation(loop, connection, notices, ended);
                    begun.greeting = sink;
                    connection.start(begun);
                    connection.send(hello);
                    sink.onCancel(begun::end);
                  } catch (IOException e) {
                    sink.error(e);
                  }
                }));
  }

  IoEventLoop loop() {
    return loop;
  }

  boolean isOver() {
    return over;
  }

  void end() {
    loop.execute(connection::close);
  }

  /** Begins an exchange, or fails it if the connection has ended. */
  void begin(UUID request, Exchange exchange, Message message, List<Integer> descriptors) {
    if (over) {
      exchange.lost(new EOFException("the broker ended the connection"));
      return;
    }
    exchanges.put(request, exchange);
    connection.send(message, descriptors);
  }

  /** Says something more within an exchange, or without one. */
  void say(Message message) {
    connection.send(message);
  }

  /** Waits no more for answers to an exchange. */
  void forget(UUID request) {
    exchanges.remove(request);
  }

  @Override
  public void received(Message message, List<Integer> descriptors) {
    if (message instanceof Message.Welcome welcome) {
      greeted(welcome);
    } else if (message instanceof Message.Notice notice) {
      notices.accept(notice.socket());
    } else {
      answered(message, descriptors);
    }
  }

  private void greeted(Message.Welcome welcome) {
    MonoSink<Conversation> waiting = greeting;
    greeting = null;
    if (waiting != null && welcome.version() == Limits.VERSION) {
      waiting.success(this);
    } else {
      connection.close();
    }
  }

  private void answered(Message message, List<Integer> descriptors) {
    UUID request = Answers.request(message);
    Exchange exchange = request == null ? null : exchanges.get(request);
    if (request == null || exchange == null) {
      Descriptors.close(descriptors);
      if (message instanceof Message.Given given) {
        connection.send(new Message.Return(given.request())); // It came too late to be wanted.
      }
    } else if (exchange.answered(message, descriptors)) {
      exchanges.remove(request);
    }
  }

  @Override
  public void closed(@Nullable Throwable cause) {
    over = true;
    Throwable why = cause == null ? new EOFException("the broker ended the connection") : cause;
    MonoSink<Conversation> waiting = greeting;
    greeting = null;
    if (waiting != null) {
      waiting.error(why);
    }
    List<Exchange> lost = new ArrayList<>(exchanges.values());
    exchanges.clear();
    lost.forEach(exchange -> exchange.lost(why));
    ended.run();
  }
}
