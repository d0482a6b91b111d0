package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.reactivesockets.channel.Handover;
import io.reactivesockets.channel.StreamTakeover;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.websocket.codec.DeflateAgreement;
import java.util.Optional;
import java.util.function.Function;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Turns a connected stream socket into a session: HTTP of either version for the opening handshake,
 * then WebSocket.
 *
 * @param <T> what the receiver gets
 */
final class ChannelUpgrade<T> {

  private static final int MAX_LINE = 8_192;
  private static final int MAX_HEADERS = 65_536;

  private final StreamSocket socket;
  private final Channel channel;
  private final ClientHandshake handshake;
  private final Function<Optional<DeflateAgreement>, SessionSettings> plan;
  private final Delivery<T> delivery;
  private final CoreSubscriber<Session<T>> receiver;

  private ChannelUpgrade(
      StreamSocket socket,
      ClientHandshake handshake,
      Function<Optional<DeflateAgreement>, SessionSettings> plan,
      Delivery<T> delivery,
      CoreSubscriber<Session<T>> receiver) {
    this.socket = socket;
    channel = StreamTakeover.streams().channel(socket);
    this.handshake = handshake;
    this.plan = plan;
    this.delivery = delivery;
    this.receiver = receiver;
  }

  /**
   * Returns the session; cancelling closes the connection.
   *
   * @param http2 whether the server has agreed to HTTP/2, or is known to speak it
   */
  static <T> Mono<Session<T>> upgrade(
      StreamSocket socket,
      boolean http2,
      ClientHandshake handshake,
      Function<Optional<DeflateAgreement>, SessionSettings> plan,
      Delivery<T> delivery) {
    return Handover.from(
        receiver ->
            new ChannelUpgrade<>(socket, handshake, plan, delivery, receiver).subscription(http2),
        unwanted -> unwanted.cut().subscribe());
  }

  private Subscription subscription(boolean http2) {
    return new Subscription() {
      @Override
      public void request(long n) {
        channel.eventLoop().execute(() -> begin(http2));
      }

      @Override
      public void cancel() {
        channel.close();
      }
    };
  }

  private void begin(boolean http2) {
    if (!channel.isActive()) {
      // Closed meanwhile, perhaps by a cancel: the stream socket has seen to its own end.
      failed(new ClientUpgrade.ConnectionEnded());
      return;
    }
    ByteBuf early = StreamTakeover.streams().takeOver(socket);
    if (http2) {
      beginHttp2(early);
    } else {
      beginHttp1(early);
    }
  }

  private void beginHttp1(ByteBuf early) {
    boolean spokeFirst = early.isReadable();
    early.release();
    if (spokeFirst) {
      channel.close();
      failed(
          new ClientUpgrade.InvalidAnswer("the server spoke before it was asked anything", null));
      return;
    }
    HttpClientCodec http =
        new HttpClientCodec(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setHeadersFactory(UnfoldedHeaders.FACTORY),
            false,
            false);
    channel
        .pipeline()
        .addLast(http)
        .addLast(
            new ClientUpgrade(
                new Http1Dialect(handshake, http),
                patienceNanos(),
                agreement -> opened(channel, Optional.of(socket), agreement),
                this::failed));
  }

  private void beginHttp2(ByteBuf early) {
    long end = System.nanoTime() + patienceNanos();
    Http2ClientConnection.begin(
        channel,
        early,
        patienceNanos(),
        stream ->
            stream
                .pipeline()
                .addLast(
                    new ClientUpgrade(
                        new Http2Dialect(handshake),
                        end - System.nanoTime(),
                        agreement -> opened(stream, Optional.empty(), agreement),
                        this::failed))
                .addLast(new StreamOfHttp2()),
        this::failed);
  }

  private long patienceNanos() {
    return handshake.control().upgradeTimeout().toNanos();
  }

  private Runnable opened(
      Channel stream, Optional<StreamSocket> own, ClientHandshake.Agreement agreement) {
    StreamSocket below = socket; // The session keeps it, and nothing else of the upgrade.
    Session<T> session =
        Session.start(
            stream,
            null,
            plan.apply(agreement.deflate()),
            delivery,
            new SessionOrigin(agreement.handshake(), own, () -> Optional.of(below.information())));
    return () -> receiver.onNext(session);
  }

  private void failed(Throwable cause) {
    receiver.onError(
        OpeningFailures.of(cause, handshake.uri(), channel, handshake.control().upgradeTimeout()));
  }
}
