package io.reactivesockets.datagram;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.reactivesockets.channel.Closing;
import io.reactivesockets.channel.Departure;
import io.reactivesockets.channel.OnLoop;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.host.NetworkCapabilities;
import io.reactivesockets.transport.netty.NettyTransport;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The channels of one datagram socket, and what is on them. The first channel sends; its loop is
 * the home of everything.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // Only the home loop writes the counter.
final class Endpoint {

  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);

  private final NettyTransport transport;
  private final DatagramSocketControl control;
  private final EventLoop loop;
  private final DatagramChannel home;
  private final boolean ipv4Only;
  private final List<DatagramChannel> channels = new CopyOnWriteArrayList<>();
  private final Map<DatagramChannel, EventLoop> loops = new ConcurrentHashMap<>();
  private final List<KernelDrops> kernelDrops = new CopyOnWriteArrayList<>();
  private final List<ReceiveOffload> offloads = new CopyOnWriteArrayList<>();
  private final DatagramFailures failures;
  private final Inbox inbox;
  private final Meter meter;
  private final Dispatch dispatch;
  private final Outbox outbox;
  private final Memberships memberships;
  private final Sinks.Many<SocketOperationException> errors =
      Sinks.many().multicast().directBestEffort();

  private volatile long networkErrorCount;
  private volatile OptionalLong lastKernelDrops = OptionalLong.empty();
  private Sinks.@Nullable Empty<Void> closeResult;
  private @Nullable Throwable lost;
  private volatile boolean closing;

  Endpoint(
      NettyTransport transport,
      DatagramSocketControl control,
      EventLoop loop,
      DatagramChannel home,
      boolean ipv4Only) {
    this.transport = transport;
    this.control = control;
    this.loop = loop;
    this.home = home;
    this.ipv4Only = ipv4Only;
    this.failures =
        new DatagramFailures(transport, home, NetworkErrorQueue.of(home), control.dontFragment());
    KernelDrops drops = KernelDrops.of(home, control);
    this.meter = new Meter(control.metrics());
    this.inbox = new Inbox(loop, control, drops != KernelDrops.UNKNOWN, this::read, meter);
    this.dispatch = new Dispatch(home, loop, failures, this::networkError, this::tell, meter);
    this.outbox = new Outbox(loop, dispatch, control.pendingOutboundBytes());
    this.dispatch.returnsTo(outbox::release);
    this.memberships = new Memberships(transport, control, home, loop);
    add(home, loop);
  }

  /** Adds a channel that shares the port. Before it is registered. */
  void add(DatagramChannel channel, EventLoop on) {
    KernelDrops drops = KernelDrops.of(channel, control);
    ReceiveOffload offload = new ReceiveOffload(channel, drops, control.receiveOffload());
    loops.put(channel, on);
    channels.add(channel);
    kernelDrops.add(drops);
    offloads.add(offload);
    ReceiveSlots.use(channel, offload);
    NetworkErrorQueue queue = channel == home ? null : NetworkErrorQueue.of(channel);
    channel
        .pipeline()
        .addLast(
            new Intake(
                inbox,
                new Intake.Listener() {
                  @Override
                  public void failed(Throwable cause) {
                    if (queue != null) {
                      queue.clear();
                    }
                    loop.execute(() -> readFailed(channel, cause));
                  }

                  @Override
                  public void begun() {
                    outbox.hold();
                  }

                  @Override
                  public void ended() {
                    outbox.unhold();
                  }

                  @Override
                  public void read() {
                    if (inbox.isPaused()) {
                      offload.pause();
                    }
                  }

                  @Override
                  public void nothing() {
                    nothingRead(queue);
                  }
                },
                on == loop));
    channel.closeFuture().addListener(closed -> execute(this::channelClosed));
    if (closing) {
      closeOnItsLoop(channel);
    }
  }

  /** Closes what no user has seen. */
  void abandon() {
    execute(this::closeNow);
  }

  private void read(boolean on) {
    for (DatagramChannel channel : channels) {
      channel.config().setAutoRead(on);
    }
  }

  // Errors.

  private void readFailed(DatagramChannel channel, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.warn("receiving on {} failed", channel.localAddress(), cause);
      return;
    }
    if (channel.isOpen()) {
      networkError(cause);
    } else if (lost == null && !closing) {
      lost = cause;
    }
  }

  /** Woken for nothing: most often for an error that a batch of sends has swallowed. */
  private void nothingRead(@Nullable NetworkErrorQueue other) {
    if (other == null ? failures.clearUntold() : other.clearUntold()) {
      loop.execute(() -> networkError(new UntoldNetworkException()));
    }
  }

  private void networkError(Throwable cause) {
    networkErrorCount++;
    failures.clearPending();
    if (errors.currentSubscriberCount() > 0) {
      tell(failures.network(cause, dispatch.peer()));
    }
  }

  private void tell(SocketOperationException failure) {
    if (errors.currentSubscriberCount() > 0) {
      errors.tryEmitNext(failure);
    }
  }

  Flux<SocketOperationException> errors() {
    return errors.asFlux();
  }

  // Checks of what is about to be sent.

  /** Returns why a datagram cannot be sent, or null if it can. Any thread. */
  @Nullable SocketOperationException refusal(@Nullable InetSocketAddress to, int size) {
    InetSocketAddress peer = dispatch.peer();
    if (to == null && peer == null) {
      return failures.notConnected();
    }
    InetSocketAddress remote = to == null ? peer : to;
    if (size > DatagramFailures.MAX_IPV4_PAYLOAD && size > DatagramFailures.maxPayload(remote)) {
      return failures.tooLong(size, remote, null);
    }
    if (to == null) {
      return null;
    }
    if (peer != null && !peer.equals(to)) {
      return failures.otherPeer(to);
    }
    if (!reaches(to)) {
      return failures.otherFamily(to);
    }
    NetworkCapabilities capabilities = control.networkCapabilities();
    if (!capabilities.isAll()) {
      try {
        capabilities.requireOutbound(to, SocketOperationException.SEND);
      } catch (SocketOperationException denied) {
        return denied;
      }
    }
    return null;
  }

  /** Whether the family of an address is one that the socket can send to. */
  boolean reaches(InetSocketAddress remote) {
    return !(ipv4Only && remote.getAddress() instanceof Inet6Address);
  }

  // Closing.

  /** Closes after the sends that were submitted before; at the deadline, drops them. */
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
    closed().subscribe(null, null, result::tryEmitEmpty);
    // Whoever answers what he receives is then done with sending, too.
    inbox.close(null);
    outbox.submit(new LastJob(this, this::closeNow));
    if (home.isOpen()) {
      var deadline =
          loop.schedule(
              () -> {
                result.tryEmitError(failures.closeTimedOut(timeout));
                closeNow();
              },
              timeout.toMillis(),
              TimeUnit.MILLISECONDS);
      home.closeFuture().addListener(closed -> deadline.cancel(false));
    }
  }

  /** Closes at once; what was not sent or read is dropped. */
  void closeNow() {
    closing = true;
    noteKernelDrops();
    memberships.close();
    channels.forEach(this::closeOnItsLoop);
  }

  /** Elsewhere it could be in the middle of its registration. */
  private void closeOnItsLoop(DatagramChannel channel) {
    OnLoop.run(Objects.requireNonNull(loops.get(channel)), () -> close(channel));
  }

  private static void close(DatagramChannel channel) {
    if (channel.isRegistered()) {
      channel.close();
    } else {
      channel.unsafe().closeForcibly();
    }
  }

  /** Whether it is being closed. On the home loop. */
  boolean isClosing() {
    return closing || closeResult != null;
  }

  /**
   * Closes our descriptors, since the socket has others and goes on there; completes when they are
   * closed. On the home loop.
   */
  Mono<Void> closeDetached() {
    lost = failures.detached();
    closing = true;
    noteKernelDrops();
    memberships.close();
    for (DatagramChannel channel : channels) {
      channel.eventLoop().execute(() -> Departure.close(channel));
    }
    return closed();
  }

  /** From here on it is somebody's socket. */
  void opened() {
    meter.opened();
    home.closeFuture().addListener(closed -> meter.closed());
  }

  private void channelClosed() {
    if (!closing) {
      closeNow();
    }
    Throwable cause = lost;
    inbox.close(cause);
    if (cause == null) {
      outbox.close(ClosedHere.INSTANCE, new ClosedChannelException());
    } else {
      outbox.close(cause);
    }
    errors.tryEmitComplete();
  }

  Mono<Void> closed() {
    return Mono.when(
        channels.stream()
            .map(each -> Closing.of(each, Objects.requireNonNull(loops.get(each))))
            .toList());
  }

  // Counts.

  private void noteKernelDrops() {
    OptionalLong now = sumOfKernelDrops();
    if (now.isPresent()) {
      lastKernelDrops = now;
    }
  }

  OptionalLong kernelDrops() {
    OptionalLong now = sumOfKernelDrops();
    return now.isPresent() ? now : lastKernelDrops;
  }

  private OptionalLong sumOfKernelDrops() {
    long sum = 0;
    for (KernelDrops each : kernelDrops) {
      OptionalLong dropped = each.read();
      if (dropped.isEmpty()) {
        return dropped;
      }
      sum += dropped.getAsLong();
    }
    return OptionalLong.of(sum);
  }

  boolean countsKernelDropsExactly() {
    return offloads.stream().allMatch(ReceiveOffload::countsExactly);
  }

  long networkErrorCount() {
    return networkErrorCount;
  }

  // Parts.

  /** Runs on the home loop, at once if this is it. */
  void execute(Runnable work) {
    OnLoop.run(loop, work);
  }

  NettyTransport transport() {
    return transport;
  }

  DatagramSocketControl control() {
    return control;
  }

  EventLoop loop() {
    return loop;
  }

  DatagramChannel channel() {
    return home;
  }

  List<DatagramChannel> channels() {
    return channels;
  }

  DatagramFailures failures() {
    return failures;
  }

  Inbox inbox() {
    return inbox;
  }

  Dispatch dispatch() {
    return dispatch;
  }

  Outbox outbox() {
    return outbox;
  }

  Memberships memberships() {
    return memberships;
  }
}
