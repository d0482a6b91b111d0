package io.reactivesockets.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.timeout.IdleStateHandler;
import io.reactivesockets.channel.Closing;
import io.reactivesockets.channel.Departure;
import io.reactivesockets.channel.OnLoop;
import io.reactivesockets.channel.ReadBudgetAllocator;
import io.reactivesockets.channel.SocketOption;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.metrics.SocketRole;
import io.reactivesockets.tls.internal.TlsLayer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A channel with what a stream socket puts on it: the way in, the way out, and how both end. */
final class StreamChannel {

  /** The name of our last handler; what changes the bytes goes in front of it. */
  static final String INGRESS = "reactive-sockets.ingress";

  private final Channel channel;
  private final EventLoop loop;
  private final Egress egress;
  private final Ingress ingress;
  private final Failures failures;
  private final SocketMetrics metrics;

  private volatile @Nullable TcpStatistics statistics;

  // Event loop only.
  private @Nullable Throwable closeReason;
  private Sinks.@Nullable Empty<Void> closeResult;
  private boolean abandoned;
  private boolean outputEnded;

  /** Puts the handlers on a channel that is not registered yet. */
  StreamChannel(Channel channel, EventLoop loop, StreamSocketControl control) {
    this.channel = channel;
    this.loop = loop;
    this.failures = new Failures(channel);
    this.metrics = control.metrics();
    this.egress = new Egress(channel, loop, control.pendingOutboundBytes());
    this.ingress =
        new Ingress(
            channel,
            loop,
            egress,
            control.readAheadBytes(),
            () -> control.idleTimeout().ifPresent(idle -> abort(failures.idle(idle))),
            this::sampleStatistics);
    channel.config().setRecvByteBufAllocator(new ReadBudgetAllocator(channel, ingress::room));
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    control
        .idleTimeout()
        .ifPresent(
            idle ->
                channel
                    .pipeline()
                    .addLast(new IdleStateHandler(0, 0, idle.toMillis(), TimeUnit.MILLISECONDS)));
    channel.pipeline().addLast(INGRESS, ingress);
    channel.closeFuture().addListener(closed -> closed());
  }

  Channel channel() {
    return channel;
  }

  EventLoop loop() {
    return loop;
  }

  Egress egress() {
    return egress;
  }

  Ingress ingress() {
    return ingress;
  }

  Failures failures() {
    return failures;
  }

  /** Has the socket counted from here on. Event loop, or before registration. */
  @SuppressWarnings("ReferenceEquality") // Nothing is told where nobody listens.
  void opened(SocketRole role) {
    if (metrics != SocketMetrics.none()) {
      metrics.opened(role);
      ingress.meter(bytes -> metrics.received(role, bytes));
      egress.meter(bytes -> metrics.sent(role, bytes));
      channel.closeFuture().addListener(closed -> metrics.closed(role));
    }
  }

  SocketMetrics metrics() {
    return metrics;
  }

  /** Takes a sample; sampling with each batch of reads begins with the first call. Any thread. */
  TcpStatistics.Snapshot statistics() {
    TcpStatistics sampling = statistics;
    if (sampling == null) {
      sampling = TcpStatistics.of(channel);
      statistics = sampling;
    }
    synchronized (sampling) {
      return sampling.snapshot();
    }
  }

  /** Takes a sample now and then, if anybody ever asked for statistics. */
  private void sampleStatistics() {
    TcpStatistics sampling = statistics;
    if (sampling != null) {
      synchronized (sampling) {
        sampling.onActivity();
      }
    }
  }

  /** Leaves the channel to another protocol. Event loop only. */
  ByteBuf takeOver() {
    ByteBuf unread = ingress.takeAll();
    channel.pipeline().remove(ingress);
    return unread;
  }

  /** Runs on the event loop, at once if this is it. */
  void execute(Runnable work) {
    OnLoop.run(loop, work);
  }

  /**
   * Closes after the sends that were submitted before; at the deadline, resets. Every caller gets
   * the end of the one closing.
   */
  Mono<Void> close(Duration timeout) {
    return Mono.defer(
        () -> {
          Sinks.Empty<Void> result = Sinks.empty();
          execute(() -> startClose(timeout, result));
          return result.asMono();
        });
  }

  private void startClose(Duration timeout, Sinks.Empty<Void> result) {
    Sinks.Empty<Void> running = closeResult;
    if (running != null) {
      running.asMono().subscribe(null, result::tryEmitError, result::tryEmitEmpty);
      return;
    }
    closeResult = result;
    Closing.of(channel, loop).subscribe(null, null, result::tryEmitEmpty);
    if (!channel.isOpen()) {
      return;
    }
    egress.submit(new LastJob(egress, ignored -> finishClose()));
    if (channel.isOpen()) {
      awaitClose(timeout, result);
    }
  }

  private void awaitClose(Duration timeout, Sinks.Empty<Void> result) {
    var deadline =
        loop.schedule(
            () -> {
              result.tryEmitError(failures.closeTimedOut(timeout));
              abort(ClosedSilently.HERE);
            },
            timeout.toMillis(),
            TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> deadline.cancel(false));
  }

  private void finishClose() {
    if (ingress.discard()) {
      // Bytes that nobody read: the peer must learn that they were lost (RST, not FIN).
      SocketOption.SO_LINGER.set(channel, 0);
    }
    reasonForClose(ClosedSilently.HERE);
    channel.close();
  }

  /** Whether {@link #close} was called. Event loop only. */
  boolean isClosing() {
    return closeResult != null;
  }

  /**
   * Closes our descriptor, since the socket has another one and goes on there; completes when that
   * is closed. Event loop only.
   */
  Mono<Void> closeDetached() {
    reasonForClose(failures.detached());
    Departure.close(channel);
    return Closing.of(channel, loop);
  }

  /** Resets the connection at once: RST, nothing more is sent or read. */
  void abort(Throwable reason) {
    reasonForClose(reason);
    if (channel.isOpen()) {
      SocketOption.SO_LINGER.set(channel, 0);
      ingress.discard();
      TlsLayer.closeAbruptly(channel);
    }
  }

  /** Closes a connection that no user has seen, or stops connecting. Event loop only. */
  void abandon() {
    abandoned = true;
    reasonForClose(new ClosedChannelException());
    ingress.discard();
    if (channel.isRegistered()) {
      TlsLayer.closeAbruptly(channel);
    }
  }

  /** Whether nobody waits for this connection any more; it is closed once it is registered. */
  boolean isAbandoned() {
    return abandoned;
  }

  /** Ends the output after the sends that were submitted before (FIN). */
  void shutdownOutput(Consumer<@Nullable Throwable> result) {
    egress.submit(
        new LastJob(
            egress,
            failure -> {
              if (failure != null) {
                result.accept(failure);
                return;
              }
              endOutput().addListener(ended -> outputEnded(ended.cause(), result));
            }));
  }

  private void outputEnded(@Nullable Throwable failure, Consumer<@Nullable Throwable> result) {
    if (failure == null) {
      outputEnded = true;
      egress.close(new ClosedSilently());
    } else {
      egress.blame(failure);
      egress.close(failure);
    }
    result.accept(failure);
  }

  /** Whether {@link #shutdownOutput} has ended the output. Event loop only. */
  boolean isOutputEnded() {
    return outputEnded;
  }

  /** Goes on where another process left off. Before registration. */
  void resume(DetachedSocket state) {
    ingress.replay(state.unread(), state.counts().receivedBytes());
    egress.sentBefore(state.counts().sentBytes());
    if (state.outputEnded()) {
      outputEnded = true;
      egress.close(new ClosedSilently());
    }
  }

  /** Inside TLS the end is a close_notify; the connection below it stays as it is. */
  private ChannelFuture endOutput() {
    return TlsLayer.isOnOrToProxy(channel)
        ? TlsLayer.closeOutput(channel)
        : ((DuplexChannel) channel).shutdownOutput();
  }

  /** Completes when everything written before has been taken by the kernel. */
  ChannelFuture flushed() {
    return channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
  }

  private void reasonForClose(Throwable reason) {
    if (closeReason == null) {
      closeReason = reason;
      egress.blame(reason);
    }
  }

  /** In a later turn, when writes that failed have told why the channel was closed. */
  private void closed() {
    loop.execute(
        () -> {
          Throwable reason = ingress.failure();
          if (reason == null) {
            reason = closeReason;
          }
          if (reason == null) {
            reason = failureToSend();
          }
          if (reason == null) {
            reason = new ClosedSilently();
          }
          if (closeReason == null) {
            ingress.keepOnHeap();
          } else {
            ingress.discard();
          }
          ingress.fail(reason);
          egress.close(reason, reason == ClosedSilently.HERE ? new ClosedSilently() : reason);
        });
  }

  /** What a failed write means is told with the send in view, to whoever receives as well. */
  private @Nullable Throwable failureToSend() {
    Throwable cause = egress.failure();
    return cause == null ? null : failures.of(cause, SocketOperationException.SEND);
  }
}
