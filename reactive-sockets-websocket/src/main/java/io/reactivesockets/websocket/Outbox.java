package io.reactivesockets.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.reactivesockets.channel.OnLoop;
import io.reactivesockets.websocket.codec.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * What is to be sent, and in which order: control frames first, then the sends in the order of
 * their subscription, each as far as it has frames ready; a send that waits for its publisher does
 * not hold up those behind it. The parts of a message are never mixed with another message. Where
 * the order is strict, because the bounds of messages mean nothing, each send waits for the end of
 * those before it.
 *
 * <p>Frames are put on the wire only while few bytes wait there, so that control frames never stand
 * behind many. Everything but {@link #add} and {@link #wake} happens on the event loop.
 */
final class Outbox implements WireWriter.Listener {

  private static final AtomicIntegerFieldUpdater<Outbox> AWAKE =
      AtomicIntegerFieldUpdater.newUpdater(Outbox.class, "awake");

  private static final int MAX_WINDOW_BYTES = 65_536;

  private final EventLoop loop;
  private final WireWriter wire;
  private final MessageEncoder encoder;
  private final SessionTraffic traffic;
  private final Failures failures;
  private final SessionEvents session;
  private final boolean strictOrder;

  private final Queue<OutboxSource> arrivals = Queues.<OutboxSource>unboundedMultiproducer().get();
  private final List<OutboxSource> sources = new ArrayList<>(2);
  private volatile int awake;
  private final Runnable drainTask = this::drainAwoken;

  private @Nullable OutboxSource messageOwner;
  private byte @Nullable [] ping;
  private byte @Nullable [] pong;
  private byte @Nullable [] close;
  private @Nullable Runnable onCloseWritten;
  private @Nullable Runnable whenIdle;
  private boolean closeEncoded;
  private boolean closeWritten;
  private boolean ended;
  private boolean draining;
  private volatile @Nullable Throwable refusal;

  Outbox(
      ChannelHandlerContext context,
      EventLoop loop,
      SessionSettings settings,
      SessionTraffic traffic,
      Failures failures,
      SessionEvents session) {
    this.loop = loop;
    this.traffic = traffic;
    this.failures = failures;
    this.session = session;
    strictOrder = settings.strictOrder();
    wire =
        new WireWriter(context, Math.min(MAX_WINDOW_BYTES, settings.pendingOutboundBytes()), this);
    encoder = new MessageEncoder(wire, settings);
  }

  WireWriter wire() {
    return wire;
  }

  MessageEncoder encoder() {
    return encoder;
  }

  /**
   * Takes no further sends, and tells when everything that was submitted before is out.
   *
   * @param why what those are told that come later
   */
  void leave(Throwable why, Runnable onIdle) {
    acceptArrivals();
    refusal = why;
    whenIdle = onIdle;
    drain();
  }

  /** Takes sends again, unless it closes. */
  void stay() {
    whenIdle = null;
    if (close == null && !ended) {
      refusal = null;
    }
  }

  private void tellIfIdle() {
    Runnable waiting = whenIdle;
    if (waiting == null || hasControl() || encoder.isBusy() || !arrivals.isEmpty()) {
      return;
    }
    for (OutboxSource source : sources) {
      if (!source.isIdle()) {
        return;
      }
    }
    whenIdle = null;
    wire.flush();
    wire.whenWritten(
        failure -> {
          if (failure == null) {
            waiting.run();
          }
        });
  }

  /** Takes a source into the order; from any thread. */
  void add(OutboxSource source) {
    if (loop.inEventLoop() && awake == 0 && arrivals.isEmpty()) {
      accept(source);
      drain();
    } else {
      arrivals.add(source);
      wake();
    }
  }

  private void accept(OutboxSource source) {
    Throwable refused = refusal;
    if (refused == null) {
      sources.add(source);
    } else {
      source.fail(refused);
    }
  }

  /** Has the sources looked at soon; from any thread. */
  void wake() {
    if (AWAKE.compareAndSet(this, 0, 1)) {
      OnLoop.later(loop, drainTask);
    }
  }

  private void drainAwoken() {
    awake = 0;
    drain();
    wire.flush();
  }

  /**
   * Returns whether a source may put a frame on the wire at once, without waiting for its turn: no
   * other has any ready.
   */
  boolean isFree(OutboxSource source) {
    return !draining
        && awake == 0
        && close == null
        && wire.hasWindow()
        && !encoder.isBusy()
        && (messageOwner == source || (messageOwner == null && nobodyBefore(source)));
  }

  /** A source on the event loop has a frame that has to wait for its turn. */
  void frameWaits() {
    if (!draining && wire.hasWindow()) {
      wake();
    }
  }

  private boolean nobodyBefore(OutboxSource source) {
    if (strictOrder) {
      return !sources.isEmpty() && sources.get(0) == source;
    }
    for (int i = 0; i < sources.size(); i++) {
      OutboxSource other = sources.get(i);
      if (other != source && other.hasFrames()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Puts a frame of a source on the wire.
   *
   * @return whether it could be; if not it is of another type than the message under way
   */
  boolean encode(OutboxSource source, boolean text, byte[] payload, boolean complete) {
    if (!encoder.fits(text)) {
      return false;
    }
    if (complete && messageOwner != null && !draining) {
      // Others may have waited for the end of this message.
      wake();
    }
    encoder.message(text, payload, complete);
    messageOwner = complete ? null : source;
    return true;
  }

  /**
   * Puts a message on the wire that several receivers get, if it is ready as it is to be here.
   *
   * @param frames the message encoded, if it is
   * @return whether it was; if not it is to be encoded as any other
   */
  boolean encodeShared(SharedMessage message, @Nullable SharedFrames frames) {
    return messageOwner == null && encoder.shared(message, frames);
  }

  /**
   * Takes a source out of the order; a message it left unfinished may be gone on with by another.
   */
  void remove(OutboxSource source) {
    sources.remove(source);
    if (messageOwner == source) {
      messageOwner = null;
    }
    if (whenIdle != null) {
      wake();
    }
  }

  /** Sends a ping before any data that waits; of several that wait the newest is sent. */
  void ping(byte[] payload) {
    ping = payload;
    drain();
  }

  /** Sends a pong before any data that waits; of several that wait the newest is sent. */
  void pong(byte[] payload) {
    pong = payload;
    drain();
  }

  /**
   * Takes no further sends, sends what those under way have ready, then the close frame.
   *
   * @param payload code and reason
   * @param onWritten called when the kernel has taken it
   */
  void close(byte[] payload, Runnable onWritten) {
    close = payload;
    onCloseWritten = onWritten;
    refusal = failures.closing();
    acceptArrivals();
    for (OutboxSource source : List.copyOf(sources)) {
      source.stop();
    }
    drain();
  }

  /** Drops what waits and sends the close frame as the next one. */
  void closeNow(byte[] payload, Runnable onWritten, Throwable cause) {
    failSources(cause);
    close(payload, onWritten);
  }

  /** Returns whether the close frame was put on the wire. */
  boolean isCloseEncoded() {
    return closeEncoded;
  }

  /** Returns whether the kernel has taken the close frame. */
  boolean isCloseWritten() {
    return closeWritten;
  }

  /** Ends everything with an error: nothing can be sent any more. */
  void fail(Throwable cause) {
    ended = true;
    failSources(cause);
    wire.fail(cause);
    encoder.release();
  }

  private void failSources(Throwable cause) {
    acceptArrivals();
    // Who is told may send anew at once.
    refusal = failures.closing();
    for (OutboxSource source : List.copyOf(sources)) {
      source.fail(cause);
    }
    sources.clear();
    messageOwner = null;
  }

  /** Takes those into the order who have come, or tells them why not. */
  void acceptArrivals() {
    OutboxSource arrival;
    while ((arrival = arrivals.poll()) != null) {
      accept(arrival);
    }
  }

  /** Puts on the wire what is ready and what the window allows. */
  void drain() {
    acceptArrivals();
    if (draining) {
      return;
    }
    draining = true;
    try {
      // A publisher that is asked for more may itself send a ping.
      while (encodeNext() || (hasControl() && encodeNext())) {
        acceptArrivals();
      }
    } finally {
      draining = false;
    }
    wire.flushSoon();
    tellIfIdle();
  }

  private boolean hasControl() {
    return pong != null || ping != null;
  }

  private boolean encodeNext() {
    if (closeEncoded || ended || !wire.hasWindow()) {
      return false;
    }
    if (encoder.isBetweenFrames() && encodeControl()) {
      return true;
    }
    if (encoder.isBusy()) {
      encoder.goOn();
      return true;
    }
    return encodeFromSources() || encodeClose();
  }

  private boolean encodeControl() {
    byte[] payload = pong;
    if (payload != null) {
      pong = null;
      encoder.control(Opcode.PONG, payload);
      return true;
    }
    payload = ping;
    if (payload != null) {
      ping = null;
      encoder.control(Opcode.PING, payload);
      return true;
    }
    return false;
  }

  private boolean encodeFromSources() {
    OutboxSource owner = messageOwner;
    if (owner != null) {
      if (owner.encodeNext()) {
        return true;
      }
      if (messageOwner == owner) {
        return false;
      }
    }
    for (int i = 0; i < sources.size(); ) {
      OutboxSource source = sources.get(i);
      if (source.encodeNext()) {
        return true;
      }
      // A source that has ended has taken itself out.
      if (i < sources.size() && sources.get(i) == source) {
        if (strictOrder) {
          return false;
        }
        i++;
      }
    }
    return false;
  }

  private boolean encodeClose() {
    byte[] payload = close;
    if (payload == null) {
      return false;
    }
    encoder.control(Opcode.CLOSE, payload);
    closeEncoded = true;
    Runnable onWritten = onCloseWritten;
    wire.whenWritten(
        failure -> {
          if (failure == null && onWritten != null) {
            closeWritten = true;
            onWritten.run();
          }
        });
    return true;
  }

  @Override
  public void roomAgain() {
    drain();
    wire.flush();
  }

  @Override
  public void taken(long bytes) {
    traffic.written(bytes);
  }

  @Override
  public void writeFailed(Throwable cause) {
    session.failed(cause);
  }
}
