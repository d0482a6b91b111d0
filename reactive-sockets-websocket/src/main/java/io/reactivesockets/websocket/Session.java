package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.reactivesockets.channel.OnLoop;
import io.reactivesockets.channel.ReadBudgetExhausted;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.host.HostName;
import io.reactivesockets.websocket.codec.DeflateAgreement;
import io.reactivesockets.websocket.codec.MessageReader;
import io.reactivesockets.websocket.codec.MessageSink;
import io.reactivesockets.websocket.codec.PeerCompression;
import io.reactivesockets.websocket.codec.ProtocolViolation;
import io.reactivesockets.websocket.codec.ReceiveLimits;
import io.reactivesockets.websocket.codec.ReceiveRules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An open WebSocket, client or server: reads messages, answers control frames, keeps the order of
 * what is sent, and sees to a proper end.
 *
 * <p>Bytes are read and control frames answered without regard to demand, until as many bytes wait
 * for the receiver as may be read ahead; then the channel is read no more until half of them are
 * taken.
 *
 * @param <T> what the receiver gets
 */
final class Session<T>
    implements SessionEvents,
        MessageSink,
        ClosingHandshake.Participant,
        Inbox.Owner,
        WireReader.Reader,
        Heartbeat.Watcher {

  private final Channel channel;
  private final EventLoop loop;
  private final Delivery<T> delivery;
  private final Failures failures;
  private final SessionTraffic traffic;
  private final Inbox<T> inbox;
  private final Outbox outbox;
  private final Heartbeat heartbeat;
  private final ClosingHandshake closing;
  private final SendContext sends;
  private final WireReader wire;

  private final SessionOrigin origin;

  private final ReceiveLimits limits;
  private final Optional<DeflateAgreement> deflate;
  private final boolean client;
  private final boolean messagesMatter;

  private @Nullable Detaching detaching;

  private Session(
      ChannelHandlerContext context,
      SessionSettings settings,
      Delivery<T> delivery,
      SessionOrigin origin) {
    this.origin = origin;
    limits = settings.limits();
    client = settings.client();
    messagesMatter = settings.textAllowed();
    channel = context.channel();
    loop = channel.eventLoop();
    this.delivery = delivery;
    deflate = settings.deflate();
    failures = new Failures(channel);
    traffic = new SessionTraffic(settings);
    inbox = new Inbox<>(loop, settings.readAheadBytes(), delivery, this);
    outbox = new Outbox(context, loop, settings, traffic, failures, this);
    closing = new ClosingHandshake(context, loop, settings, outbox, failures, this);
    MessageReader messages = new MessageReader(this, rules(settings));
    wire = new WireReader(channel, messages, this);
    heartbeat = new Heartbeat(loop, outbox, settings.heartbeat(), this);
    sends =
        new SendContext(
            loop, outbox, traffic, failures, settings.pendingOutboundBytes(), backlog(settings));
  }

  /** Under a policy that drops, all sends share one backlog and its bounds. */
  private @Nullable Backlog backlog(SessionSettings settings) {
    if (settings.policy().action() == SlowConsumerPolicy.Action.WAIT) {
      return null;
    }
    return newBacklog(settings.policy(), settings.pendingOutboundBytes());
  }

  private Backlog newBacklog(SlowConsumerPolicy policy, int capacityBytes) {
    Backlog backlog = new Backlog(loop, outbox, policy, capacityBytes, traffic, this::tooSlow);
    outbox.add(backlog);
    return backlog;
  }

  /** Adds a backlog of its own to what is sent; from any thread. */
  Backlog joinBacklog(SlowConsumerPolicy policy, int capacityBytes) {
    return newBacklog(policy, capacityBytes);
  }

  /** Returns how messages may be compressed for several, if at all; from any thread. */
  Optional<SharedWay> sharedWay() {
    return outbox.encoder().sharedWay();
  }

  EventLoop loop() {
    return loop;
  }

  private void tooSlow(CloseStatus status) {
    OnLoop.later(loop, () -> closing.closeNow(status, failures.tooSlow(status)));
  }

  private static ReceiveRules rules(SessionSettings settings) {
    return new ReceiveRules(
        !settings.client(),
        settings.textAllowed(),
        settings.inParts(),
        settings
            .deflate()
            .map(agreed -> agreed.peerCompression(settings.client()))
            .orElse(PeerCompression.NONE),
        settings.limits());
  }

  /**
   * Starts a WebSocket on a channel whose opening handshake is done; on the channel's event loop.
   *
   * @param origin where it comes from
   * @param before the name of the handler to stand before, or {@code null} for the last place
   */
  static <T> Session<T> start(
      Channel channel,
      @Nullable String before,
      SessionSettings settings,
      Delivery<T> delivery,
      SessionOrigin origin) {
    Session<T> session = install(channel, before, settings, delivery, origin);
    session.begin();
    return session;
  }

  /**
   * Goes on with a WebSocket that was detached; on the channel's event loop.
   *
   * @throws IllegalArgumentException if the settings are such that it cannot
   */
  static <T> Session<T> resume(
      Channel channel,
      SessionSettings settings,
      Delivery<T> delivery,
      SessionOrigin origin,
      SavedSession saved) {
    Session<T> session = install(channel, null, settings, delivery, origin);
    session.restore(saved);
    session.begin();
    saved.close().ifPresent(status -> session.close(status.code(), status.reason()));
    return session;
  }

  private static <T> Session<T> install(
      Channel channel,
      @Nullable String before,
      SessionSettings settings,
      Delivery<T> delivery,
      SessionOrigin origin) {
    // Of what waits to be sent, Netty's adaptive allocator takes a third more than is in it.
    channel.config().setAllocator(PooledByteBufAllocator.DEFAULT);
    SessionHandler handler =
        new SessionHandler(context -> new Session<>(context, settings, delivery, origin));
    if (before == null) {
      channel.pipeline().addLast(SessionHandler.NAME, handler);
    } else {
      channel.pipeline().addBefore(before, SessionHandler.NAME, handler);
    }
    @SuppressWarnings("unchecked") // The handler has just made it.
    Session<T> session = (Session<T>) handler.events();
    return session;
  }

  // Leaving the process, and coming from another one.

  Mono<DetachedWebSocket> detach(Duration timeout) {
    return Detaching.of(this, timeout);
  }

  Channel channel() {
    return channel;
  }

  SessionOrigin origin() {
    return origin;
  }

  Failures failures() {
    return failures;
  }

  boolean isClient() {
    return client;
  }

  boolean isLeaving() {
    return detaching != null;
  }

  boolean isMovableByState() {
    return closing.canLeave();
  }

  boolean isReaderMovable() {
    return wire.isMovable();
  }

  boolean isInputEnded() {
    return wire.isInputEnded();
  }

  /** Ends the receives, takes no more sends, and tells when those before are out. */
  void leave(Detaching how, Runnable onSent) {
    detaching = how;
    SocketOperationException why = failures.detached();
    inbox.leave(why);
    wire.goOn();
    outbox.leave(why, onSent);
  }

  void stay() {
    detaching = null;
    inbox.stay();
    outbox.stay();
    wire.goOn();
  }

  void pauseForGood() {
    heartbeat.stop();
    wire.pauseForGood();
  }

  byte[] takeUnread() {
    return wire.takeUnread();
  }

  SavedSession save() {
    ByteArrayOutputStream reader = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(reader)) {
      wire.messages().save(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail so.
    }
    return new SavedSession(
        client,
        messagesMatter,
        limits,
        handshake(),
        deflate,
        new SavedSession.Counts(
            traffic.messagesReceived(),
            traffic.bytesReceived(),
            traffic.messagesSent(),
            traffic.messagesDropped(),
            outbox.wire().written()),
        outbox.encoder().save(),
        closing.unanswered(),
        inbox.items().stream().map(delivery::save).toList(),
        reader.toByteArray());
  }

  void left() {
    SocketOperationException why = failures.detached();
    wire.inputEnded(); // The channel has no event loop on which reading could be switched.
    wire.ignore();
    inbox.clear();
    inbox.fail(why);
    closing.left(why);
  }

  private void restore(SavedSession saved) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved.reader()))) {
      wire.messages().restore(in);
    } catch (IOException cut) {
      throw new IllegalArgumentException("state: cut", cut);
    }
    traffic.countedBefore(saved.counts());
    outbox.wire().writtenBefore(saved.counts().bytesSent());
    outbox.encoder().restore(saved.outbound());
    for (SavedSession.Item each : saved.items()) {
      T item = delivery.item(each.text(), each.payload(), false, each.complete());
      if (item != null) {
        inbox.restore(item);
      }
    }
  }

  private void begin() {
    // Netty remembers the addresses from here on, so that they can be told after the close.
    channel.localAddress();
    channel.remoteAddress();
    traffic.opened();
    heartbeat.start();
    if (channel.isActive()) {
      channel.config().setAutoRead(true);
    } else {
      loop.execute(this::disconnected);
    }
  }

  // What the application does.

  Flux<T> receive() {
    return inbox;
  }

  Mono<Void> send(Frame frame) {
    return new Send(sends, frame);
  }

  Mono<Void> send(Publisher<? extends Frame> frames) {
    return new Send(sends, frames);
  }

  Mono<Boolean> readable() {
    return inbox.readable();
  }

  Mono<Duration> ping() {
    return Mono.create(
        sink -> {
          sink.onCancel(() -> execute(() -> heartbeat.forget(sink)));
          execute(
              () -> {
                if (closing.isOpen()) {
                  heartbeat.ask(sink);
                } else {
                  sink.error(failures.closing());
                }
              });
        });
  }

  Mono<Void> sendPong(byte[] payload) {
    return Mono.create(
        sink ->
            execute(
                () -> {
                  if (closing.isOpen()) {
                    outbox.pong(payload);
                    sink.success();
                  } else {
                    sink.error(failures.closing());
                  }
                }));
  }

  Mono<Void> close(CloseStatus status) {
    return Mono.defer(
        () -> {
          execute(() -> closing.close(status));
          return closing.closed().flatMap(Session::failIfCutOff);
        });
  }

  private static Mono<Void> failIfCutOff(WebSocketClosed closed) {
    return closed
        .failure()
        .filter(failure -> failure.status() == SocketErrorStatus.OPERATION_TIMED_OUT)
        .map(Mono::<Void>error)
        .orElseGet(Mono::empty);
  }

  Mono<WebSocketClosed> closed() {
    return closing.closed();
  }

  /** Ends the connection without further ado. */
  Mono<Void> cut() {
    return Mono.defer(
        () -> {
          channel.close();
          return closing.closed().then();
        });
  }

  /** Returns whether the connection is gone. */
  boolean isDisconnected() {
    return !channel.isActive();
  }

  boolean isOpen() {
    return closing.isOpen();
  }

  WebSocketHandshake handshake() {
    return origin.handshake();
  }

  WebSocketInformation information() {
    OptionalLong roundTrip = heartbeat.roundTripNanos();
    return new WebSocketInformation(
        isOpen(),
        host(channel.localAddress()),
        port(channel.localAddress()),
        host(channel.remoteAddress()),
        port(channel.remoteAddress()),
        handshake().protocol(),
        handshake().extensions(),
        traffic.messagesReceived(),
        traffic.bytesReceived(),
        traffic.messagesSent(),
        outbox.wire().written(),
        traffic.messagesDropped(),
        inbox.queuedBytes(),
        outbox.wire().unwritten(),
        roundTrip.isPresent()
            ? Optional.of(Duration.ofNanos(roundTrip.getAsLong()))
            : Optional.empty(),
        Duration.ofNanos(heartbeat.lastHeardNanos()),
        origin.connection().get());
  }

  private static Optional<HostName> host(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? Optional.of(HostName.of(inet.getAddress()))
        : Optional.empty();
  }

  private static String port(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet ? Integer.toString(inet.getPort()) : "";
  }

  private void execute(Runnable work) {
    OnLoop.run(loop, work);
  }

  // What the channel reports.

  @Override
  public void bytesRead(ByteBuf bytes) {
    heartbeat.heard();
    traffic.read(bytes.readableBytes());
    outbox.wire().hold();
    if (wire.isIgnoring()) {
      closing.inputIgnored();
    }
    wire.read(bytes);
    lookWhetherToLeave();
  }

  private void lookWhetherToLeave() {
    Detaching how = detaching;
    if (how != null) {
      how.look();
    }
  }

  @Override
  public void readComplete() {
    outbox.wire().release();
  }

  @Override
  public void inputEnded() {
    wire.inputEnded();
    inbox.takeEverything();
    wire.goOn();
    closing.inputEnded();
  }

  @Override
  public void disconnected() {
    wire.inputEnded();
    inbox.takeEverything();
    wire.goOn();
    closing.disconnected(wire.isWithinMessage());
    wire.ignore();
    Detaching how = detaching;
    if (how != null) {
      how.lost();
    }
  }

  @Override
  public void failed(Throwable cause) {
    if (cause != ReadBudgetExhausted.INSTANCE) {
      closing.lost(cause);
    }
  }

  @Override
  public void violation(ProtocolViolation violation) {
    closing.violation(violation);
  }

  @Override
  public boolean isReadingPaused() {
    return wire.isPaused();
  }

  @Override
  public void answered(Duration roundTrip) {
    traffic.roundTrip(roundTrip);
  }

  @Override
  public void silent(Duration patience) {
    closing.giveUp(failures.unresponsive(patience));
  }

  // What the reader of messages finds.

  @Override
  public boolean isFull() {
    return (inbox.isFull() && !closing.isClosing()) || (detaching != null && wire.isMovable());
  }

  @Override
  public void part(boolean text, byte[] payload, boolean ascii, boolean last) {
    traffic.received(payload.length, last);
    T item = delivery.item(text, payload, ascii, last);
    if (item != null && !(inbox.isFull() && closing.isClosing())) {
      inbox.deliver(item);
    }
  }

  @Override
  public void ping(byte[] payload) {
    outbox.pong(payload);
  }

  @Override
  public void pong(byte[] payload) {
    heartbeat.pong(payload);
  }

  @Override
  public void close(int code, String reason) {
    closing.peerCloses(code, reason);
  }

  @Override
  public void inboxHasRoom() {
    wire.goOn();
    if (!wire.isPaused()) {
      heartbeat.readingResumed();
    }
  }

  @Override
  public void inboxIdle() {
    closing.inputConsumed();
  }

  // What the closing handshake asks for.

  @Override
  public void closingBegan() {
    Detaching how = detaching;
    if (how != null) {
      how.closing();
    }
    heartbeat.stop();
    wire.goOn();
  }

  @Override
  public void ignoreInput() {
    wire.ignore();
  }

  @Override
  public void endInput(@Nullable SocketOperationException failure) {
    if (failure == null) {
      inbox.complete();
    } else {
      inbox.fail(failure);
    }
  }

  @Override
  public boolean isBeingRead() {
    return inbox.hasItems() && inbox.hasSubscriber();
  }

  @Override
  public void ended(SocketOperationException reason) {
    heartbeat.fail(reason);
    outbox.fail(reason);
    traffic.closed();
  }
}
