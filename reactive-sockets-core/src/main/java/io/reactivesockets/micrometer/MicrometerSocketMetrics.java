package io.reactivesockets.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.metrics.SocketRole;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts what sockets do in meters of Micrometer.
 *
 * <p>Every meter has the tags {@code kind} ({@code stream}, {@code datagram}, {@code websocket})
 * and {@code side} ({@code client}, {@code server}, {@code none}), timers {@code outcome} too:
 * {@code SUCCESS} or the name of a {@link SocketErrorStatus}. There is no tag for addresses or
 * names, so their number is bounded. A meter is registered when it is first needed.
 *
 * <table>
 *   <caption>The meters</caption>
 *   <tr><th>name</th><th>type</th><th>what</th></tr>
 *   <tr><td>{@code reactive.sockets.open}</td><td>gauge</td><td>open sockets</td></tr>
 *   <tr><td>{@code reactive.sockets.opened}</td><td>counter</td><td>sockets opened so far</td></tr>
 *   <tr><td>{@code reactive.sockets.received}</td><td>counter</td><td>bytes received</td></tr>
 *   <tr><td>{@code reactive.sockets.sent}</td><td>counter</td><td>bytes sent</td></tr>
 *   <tr><td>{@code reactive.sockets.connect}</td><td>timer</td><td>connecting</td></tr>
 *   <tr><td>{@code reactive.sockets.handshake}</td><td>timer</td><td>TLS handshakes</td></tr>
 *   <tr><td>{@code reactive.sockets.refused}</td><td>counter</td><td>connections that a listener
 *       closed unseen</td></tr>
 *   <tr><td>{@code reactive.sockets.dropped}</td><td>counter</td><td>datagrams without demand,
 *       messages to slow consumers</td></tr>
 *   <tr><td>{@code reactive.sockets.messages.received}</td><td>counter</td><td>messages of
 *       WebSockets</td></tr>
 *   <tr><td>{@code reactive.sockets.messages.sent}</td><td>counter</td><td>messages of
 *       WebSockets</td></tr>
 *   <tr><td>{@code reactive.sockets.round.trip}</td><td>timer</td><td>pings of WebSockets</td></tr>
 * </table>
 */
public final class MicrometerSocketMetrics implements SocketMetrics {

  private static final String PREFIX = "reactive.sockets.";
  private static final String SUCCESS = "SUCCESS";

  private final MeterRegistry registry;
  private final ConcurrentMap<SocketRole, Meters> meters = new ConcurrentHashMap<>();
  private final ConcurrentMap<SocketRole, MessageMeters> messageMeters = new ConcurrentHashMap<>();

  private MicrometerSocketMetrics(MeterRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
  }

  /**
   * Returns metrics that register their meters.
   *
   * @param registry where to
   * @return metrics to give to the controls of sockets; one for each registry is enough
   */
  public static MicrometerSocketMetrics of(MeterRegistry registry) {
    return new MicrometerSocketMetrics(registry);
  }

  @Override
  public void opened(SocketRole role) {
    Meters of = meters(role);
    of.open.incrementAndGet();
    of.opened.increment();
  }

  @Override
  public void closed(SocketRole role) {
    meters(role).open.decrementAndGet();
  }

  @Override
  public void received(SocketRole role, long bytes) {
    meters(role).received.increment((double) bytes);
  }

  @Override
  public void sent(SocketRole role, long bytes) {
    meters(role).sent.increment((double) bytes);
  }

  @Override
  public void connectEnded(SocketRole role, Duration took, Optional<SocketErrorStatus> failure) {
    timer("connect", "From the names to the open socket", role, failure).record(took);
  }

  @Override
  public void handshakeEnded(SocketRole role, Duration took, Optional<SocketErrorStatus> failure) {
    timer("handshake", "TLS handshakes", role, failure).record(took);
  }

  @Override
  public void refused(SocketRole role) {
    counter("refused", "Connections that a listener closed unseen", null, role).increment();
  }

  @Override
  public void dropped(SocketRole role, long messages) {
    counter("dropped", "Datagrams without demand, messages to slow consumers", null, role)
        .increment((double) messages);
  }

  @Override
  public void messageReceived(SocketRole role) {
    messages(role).received.increment();
  }

  @Override
  public void messageSent(SocketRole role) {
    messages(role).sent.increment();
  }

  @Override
  public void roundTrip(SocketRole role, Duration took) {
    Timer.builder(PREFIX + "round.trip")
        .description("From a ping to its pong")
        .tags(tags(role))
        .register(registry)
        .record(took);
  }

  private MessageMeters messages(SocketRole role) {
    MessageMeters known = messageMeters.get(role);
    return known == null
        ? messageMeters.computeIfAbsent(
            role,
            first ->
                new MessageMeters(
                    counter("messages.received", "Messages of WebSockets", null, first),
                    counter("messages.sent", "Messages of WebSockets", null, first)))
        : known;
  }

  private Timer timer(
      String name, String description, SocketRole role, Optional<SocketErrorStatus> failure) {
    return Timer.builder(PREFIX + name)
        .description(description)
        .tags(tags(role).and("outcome", failure.map(Enum::name).orElse(SUCCESS)))
        .register(registry);
  }

  private Meters meters(SocketRole role) {
    Meters known = meters.get(role);
    return known == null ? meters.computeIfAbsent(role, this::register) : known;
  }

  private Meters register(SocketRole role) {
    AtomicLong open = new AtomicLong();
    Gauge.builder(PREFIX + "open", open, AtomicLong::doubleValue)
        .description("Open sockets")
        .strongReference(true)
        .tags(tags(role))
        .register(registry);
    return new Meters(
        open,
        counter("opened", "Sockets opened so far", null, role),
        counter("received", "Bytes received", "bytes", role),
        counter("sent", "Bytes sent", "bytes", role));
  }

  private Counter counter(String name, String description, @Nullable String unit, SocketRole role) {
    return Counter.builder(PREFIX + name)
        .description(description)
        .baseUnit(unit)
        .tags(tags(role))
        .register(registry);
  }

  private static Tags tags(SocketRole role) {
    return Tags.of("kind", role.kind(), "side", role.side());
  }

  /** The meters of one role that are used all the time. */
  private record Meters(AtomicLong open, Counter opened, Counter received, Counter sent) {}

  /** The meters of messages of one role. */
  private record MessageMeters(Counter received, Counter sent) {}
}
