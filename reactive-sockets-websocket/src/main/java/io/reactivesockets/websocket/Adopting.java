package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.reactivesockets.channel.StreamTakeover;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.websocket.codec.DeflateAgreement;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Makes a live session of a detached WebSocket.
 *
 * @param <T> what the receiver gets
 */
final class Adopting<T> {

  private final StreamSocket socket;
  private final SavedSession saved;
  private final SessionSettings settings;
  private final Delivery<T> delivery;
  private final MonoSink<Session<T>> sink;

  private Adopting(
      StreamSocket socket,
      SavedSession saved,
      SessionSettings settings,
      Delivery<T> delivery,
      MonoSink<Session<T>> sink) {
    this.socket = socket;
    this.saved = saved;
    this.settings = settings;
    this.delivery = delivery;
    this.sink = sink;
  }

  static <T> Mono<Session<T>> of(
      DetachedWebSocket detached,
      StreamSocketControl below,
      Function<Optional<DeflateAgreement>, SessionSettings> plan,
      Delivery<T> delivery) {
    SavedSession saved = detached.session();
    return Mono.defer(
        () -> {
          SessionSettings settings = plan.apply(saved.deflate());
          if (settings.client() != saved.client() || settings.textAllowed() != saved.messages()) {
            return Mono.error(
                unfit(
                    "it is the "
                        + (saved.client() ? "client" : "server")
                        + "'s end of a WebSocket for "
                        + (saved.messages() ? "messages" : "a stream of bytes"),
                    null));
          }
          return StreamSocket.adopt(detached.socket(), below)
              .flatMap(socket -> upon(socket, saved, settings, delivery));
        });
  }

  private static <T> Mono<Session<T>> upon(
      StreamSocket socket, SavedSession saved, SessionSettings settings, Delivery<T> delivery) {
    Channel channel = StreamTakeover.streams().channel(socket);
    return Mono.create(
        sink -> {
          sink.onCancel(channel::close);
          channel
              .eventLoop()
              .execute(
                  () -> new Adopting<>(socket, saved, settings, delivery, sink).begin(channel));
        });
  }

  private void begin(Channel channel) {
    ByteBuf unread = StreamTakeover.streams().takeOver(socket);
    Session<T> session;
    try {
      session =
          Session.resume(
              channel,
              settings,
              delivery,
              new SessionOrigin(
                  saved.handshake(), Optional.of(socket), () -> Optional.of(socket.information())),
              saved);
    } catch (IllegalArgumentException unusable) {
      unread.release();
      channel.close();
      sink.error(unfit(String.valueOf(unusable.getMessage()), unusable));
      return;
    }
    sink.success(session);
    if (unread.isReadable()) {
      session.bytesRead(unread);
      session.readComplete();
    } else {
      unread.release();
    }
  }

  private static SocketOperationException unfit(String reason, @Nullable Throwable cause) {
    SocketOperationException.Builder failure =
        SocketOperationException.builder(SocketPhase.OPEN, "adopt")
            .status(SocketErrorStatus.INVALID_ARGUMENT)
            .reason(reason)
            .hint("adopt it with the class, and the receive mode, that it came from");
    return cause == null ? failure.build() : failure.cause(cause).build();
  }
}
