package io.reactivesockets.triggers.handover;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.triggers.activity.SocketActivityInformation;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A service that sends back what it receives, and leaves all its sockets with a broker when it is
 * told to end; the next one takes them from there.
 */
final class ParkingService {

  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final int UNDER_WAY = 16;
  private static final SocketActivityTask TASK = SocketActivityTask.runningProcess("service");
  private static final String LISTENER = "listener";

  private final Set<StreamSocket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger parked = new AtomicInteger();
  private final SocketBroker broker;
  private final int dieAfter;

  private ParkingService(SocketBroker broker, int dieAfter) {
    this.broker = broker;
    this.dieAfter = dieAfter;
  }

  /**
   * Runs until a line comes on standard input.
   *
   * @param arguments the broker's directory, and after how many connections that were given away to
   *     die, 0 for never
   */
  static void main(String[] arguments) throws IOException {
    SocketBroker broker = SocketBroker.connect(Path.of(arguments[0]), "echo").block(TIMEOUT);
    broker.register(TASK).block(TIMEOUT);
    ParkingService service = new ParkingService(broker, Integer.parseInt(arguments[1]));
    StreamSocketListener listener = service.begin();
    if (System.in.read() >= 0) {
      service.park(listener);
    }
  }

  private StreamSocketListener begin() {
    Map<String, SocketActivityInformation> held = new HashMap<>(broker.allSockets().block(TIMEOUT));
    SocketActivityInformation before = held.remove(LISTENER);
    StreamSocketListener listener =
        (before == null ? bind() : before.streamSocketListener()).block(TIMEOUT);
    listener.connections().subscribe(this::serve);
    System.out.println("listening " + listener.port());
    Flux.fromIterable(held.values())
        .flatMap(SocketActivityInformation::streamSocket, UNDER_WAY)
        .doOnNext(this::serve)
        .then()
        .block(TIMEOUT);
    System.out.println("carried " + held.size());
    return listener;
  }

  private static Mono<StreamSocketListener> bind() {
    return StreamSocketListener.bind(
        "127.0.0.1", 0, StreamSocketListenerControl.builder().transport(Transport.epoll()).build());
  }

  private void serve(StreamSocket socket) {
    open.add(socket);
    socket.send(socket.input()).then(socket.close()).onErrorComplete().subscribe();
    socket.closed().subscribe(closed -> {}, failed -> {}, () -> open.remove(socket));
  }

  /** The listener first, so that whoever comes waits in its backlog. */
  private void park(StreamSocketListener listener) {
    broker.enableTransferOwnership(listener, TASK.id());
    broker.transfer(listener, LISTENER).block(TIMEOUT);
    Flux.fromIterable(Set.copyOf(open)).flatMap(this::park, UNDER_WAY).then().block(TIMEOUT);
    System.out.println("parked " + parked);
  }

  private Mono<Void> park(StreamSocket socket) {
    broker.enableTransferOwnership(socket, TASK.id());
    return broker
        .transfer(socket, UUID.randomUUID().toString())
        .doOnSuccess(
            done -> {
              if (parked.incrementAndGet() == dieAfter) {
                Signals.killHere();
              }
            });
  }
}
