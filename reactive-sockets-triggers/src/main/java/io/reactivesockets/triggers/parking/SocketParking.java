package io.reactivesockets.triggers.parking;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketControl;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.triggers.activity.SocketActivityContext;
import io.reactivesockets.triggers.activity.SocketActivityInformation;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import io.reactivesockets.triggers.activity.SocketBrokerControl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Leaves the sockets of a process in a socket broker while it is checkpointed or restarted, and
 * takes them back afterwards, in the same process or in the next one. Their peers notice a pause.
 *
 * <pre>{@code
 * SocketParking parking = SocketParking.at(Path.of("/run/user/1000/socket-broker"), "chat");
 * parking.takeBack().subscribe(back -> serve(back)); // what the run before has left
 * parking.add("front", listener);
 * parking.parkAtShutdown(Duration.ofSeconds(10));
 * }</pre>
 *
 * <p>What can be parked is what a broker takes: connections without TLS, listeners and datagram
 * sockets, on the epoll transport, or on io_uring at first. The name of the application is to be
 * one that nothing else parks under: {@link #takeBack()} takes all that is there.
 */
public final class SocketParking {

  private static final Logger LOG = LoggerFactory.getLogger(SocketParking.class);

  private static final int UNDER_WAY = 16;

  /** No task that a broker knows: nobody is woken. */
  private static final UUID NOBODY = SocketActivityTask.runningProcess("parked").id();

  private final SocketBrokerControl broker;
  private final ReturnControls controls;
  private final Map<String, ParkableSocket> sockets = new ConcurrentHashMap<>();
  private final Queue<SocketBroker> keepers = new ConcurrentLinkedQueue<>();

  private SocketParking(SocketBrokerControl broker, ReturnControls controls) {
    this.broker = Objects.requireNonNull(broker, "broker");
    this.controls = controls;
  }

  /**
   * Parks in a broker.
   *
   * @param directory the broker's directory
   * @param application the name under which sockets are left and found again
   * @return a parking that has no sockets yet; connects to the broker when there is work
   */
  public static SocketParking at(Path directory, String application) {
    return new SocketParking(
        SocketBrokerControl.builder(directory, application).build(), ReturnControls.defaults());
  }

  /**
   * Parks in a broker.
   *
   * @param broker which broker, and under which name sockets are left and found again
   * @param streams options and bounds of connections that come back
   * @param listeners options and bounds of listeners that come back
   * @param datagrams options and bounds of datagram sockets that come back
   * @return a parking that has no sockets yet; connects to the broker when there is work
   */
  public static SocketParking at(
      SocketBrokerControl broker,
      StreamSocketControl streams,
      StreamSocketListenerControl listeners,
      DatagramSocketControl datagrams) {
    return new SocketParking(broker, new ReturnControls(streams, listeners, datagrams));
  }

  /**
   * Has a connection parked when the time comes.
   *
   * @param id a name of its own within the application; replaces another socket of that name
   * @param socket the connection, forgotten when it closes
   * @param context tells, when it is parked, what to leave beside it, such as the state of your
   *     protocol
   */
  public void add(String id, StreamSocket socket, Supplier<SocketActivityContext> context) {
    add(id, new ParkableSocket(socket, context));
  }

  /**
   * Has a connection parked when the time comes, with nothing beside it.
   *
   * @param id a name of its own within the application; replaces another socket of that name
   * @param socket the connection, forgotten when it closes
   */
  public void add(String id, StreamSocket socket) {
    add(id, socket, SocketActivityContext::empty);
  }

  /**
   * Has a listener parked when the time comes; who connects meanwhile waits.
   *
   * @param id a name of its own within the application; replaces another socket of that name
   * @param listener the listener, forgotten when it closes
   */
  public void add(String id, StreamSocketListener listener) {
    add(id, new ParkableSocket(listener, SocketActivityContext::empty));
  }

  /**
   * Has a datagram socket parked when the time comes; what arrives meanwhile waits, as far as the
   * buffer of the kernel holds it.
   *
   * @param id a name of its own within the application; replaces another socket of that name
   * @param socket the datagram socket, forgotten when it closes
   */
  public void add(String id, DatagramSocket socket) {
    add(id, new ParkableSocket(socket, SocketActivityContext::empty));
  }

  private void add(String id, ParkableSocket socket) {
    sockets.put(Objects.requireNonNull(id, "id"), socket);
    socket.closed().subscribe(null, failure -> {}, () -> sockets.remove(id, socket));
  }

  /**
   * Has a socket parked no more.
   *
   * @param id the name under which it was added
   */
  public void remove(String id) {
    sockets.remove(id);
  }

  /**
   * Parks everything that was added and is open: listeners first, then the others, sixteen at a
   * time. Receives under way end, and what was submitted to be sent is sent before.
   *
   * @return cold; emits what became of them, and leaves no connection to the broker, unless sockets
   *     stayed that nobody serves any more; fails with a {@link
   *     io.reactivesockets.error.SocketOperationException} if there is no broker, and then nothing
   *     was touched
   */
  public Mono<ParkingReport> park() {
    return SocketBroker.connect(broker).flatMap(this::parkIn);
  }

  private Mono<ParkingReport> parkIn(SocketBroker at) {
    Set<String> parked = ConcurrentHashMap.newKeySet();
    Map<String, Throwable> stayed = new ConcurrentHashMap<>();
    Map<String, ParkableSocket> all = Map.copyOf(sockets);
    return Flux.just(true, false)
        .concatMap(
            listeners ->
                Flux.fromIterable(all.entrySet())
                    .filter(each -> each.getValue().isListener() == listeners)
                    .flatMap(
                        each -> park(at, each.getKey(), each.getValue(), parked, stayed),
                        UNDER_WAY))
        .then(Mono.defer(() -> leave(at)))
        .then(Mono.fromSupplier(() -> new ParkingReport(parked, stayed)));
  }

  private Mono<Void> park(
      SocketBroker at,
      String id,
      ParkableSocket socket,
      Set<String> parked,
      Map<String, Throwable> stayed) {
    return socket
        .park(at, id, NOBODY)
        .doOnSuccess(done -> parked.add(id))
        .onErrorResume(
            failure -> {
              stayed.put(id, failure);
              return Mono.empty();
            })
        .doOnSuccess(done -> forgetIfGone(at, id, socket, parked));
  }

  private void forgetIfGone(SocketBroker at, String id, ParkableSocket socket, Set<String> parked) {
    if (parked.contains(id) || at.keptSockets().containsKey(id)) {
      sockets.remove(id, socket);
    }
  }

  /** Stays connected only as long as the connection keeps sockets that the broker did not take. */
  private Mono<Void> leave(SocketBroker at) {
    if (at.keptSockets().isEmpty()) {
      return at.close();
    }
    keepers.add(at);
    return Mono.empty();
  }

  /**
   * Takes back everything that is parked under this name, and what was on its way there and did not
   * arrive. Add what comes to have it parked again.
   *
   * <p>A connection that its peer has reset meanwhile is left out, and logged.
   *
   * @return cold; emits each socket when it is this process's, completes when all are, at once if
   *     there are none; fails with a {@link io.reactivesockets.error.SocketOperationException} if
   *     there is no broker. Cancelling leaves those that did not come with the broker
   */
  public Flux<ParkedSocket> takeBack() {
    return Flux.concat(Flux.defer(this::kept), Flux.defer(this::held));
  }

  private Flux<ParkedSocket> kept() {
    SocketBroker at = keepers.poll();
    if (at == null) {
      return Flux.empty();
    }
    return Flux.fromIterable(at.keptSockets().values())
        .concatMap(this::take)
        .concatWith(at.close().then(Mono.empty()))
        .concatWith(Flux.defer(this::kept));
  }

  private Flux<ParkedSocket> held() {
    return Flux.usingWhen(
        SocketBroker.connect(broker),
        at ->
            at.allSockets()
                .flatMapIterable(Map::values)
                .sort(Comparator.comparing(SocketActivityInformation::id))
                .concatMap(this::take, 1),
        at -> Objects.requireNonNull(at).close());
  }

  private Mono<ParkedSocket> take(SocketActivityInformation held) {
    return controls
        .take(held)
        .onErrorResume(
            lost -> {
              LOG.info("{} did not come back", held, lost);
              return Mono.empty();
            });
  }

  /**
   * Parks everything when the process is told to end (SIGTERM, Ctrl-C, {@code System.exit}), for
   * the next run to take back.
   *
   * <p>The shutdown hooks of a process run at the same time: nothing else may close the sockets in
   * one. A process that is killed parks nothing.
   *
   * @param atMost how long the end of the process may be held up by that, more than zero
   * @return run it to have nothing parked at the end after all
   */
  public Runnable parkAtShutdown(Duration atMost) {
    return ShutdownHook.install(park().doOnNext(SocketParking::warn), atMost);
  }

  /** Nobody else will see it. */
  private static void warn(ParkingReport report) {
    report.stayed().forEach((id, why) -> LOG.warn("{} ends with the process", id, why));
  }

  @Override
  public String toString() {
    return "SocketParking[" + broker + ", " + sockets.keySet() + "]";
  }
}
