package io.reactivesockets.triggers.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The socket broker as a program.
 *
 * <pre>
 * java -cp rsock.jar io.reactivesockets.triggers.broker.SocketBrokerMain [--succeed] [--store] DIRECTORY
 * </pre>
 *
 * <p>{@code --succeed} takes over from the broker that runs there. {@code --store} gives what it
 * holds to the descriptor store of the service manager when it is told to end, for the next one to
 * find. It listens on the socket that the service manager passes in, if one does, and tells that
 * manager when it is ready.
 */
public final class SocketBrokerMain {

  private static final Logger LOG = LoggerFactory.getLogger(SocketBrokerMain.class);

  private static final Duration SETTLING = Duration.ofSeconds(10);

  private SocketBrokerMain() {}

  /**
   * Runs a broker until the process is told to end, or a successor takes over.
   *
   * @param arguments {@code [--succeed] [--store] DIRECTORY}
   * @throws InterruptedException never, unless somebody interrupts the main thread
   */
  public static void main(String[] arguments) throws InterruptedException {
    List<String> words = List.of(arguments);
    Path directory =
        words.stream()
            .filter(word -> !word.startsWith("--"))
            .findFirst()
            .map(Path::of)
            .orElseThrow(() -> new IllegalArgumentException("expected: the broker's directory"));
    run(
        SocketBrokerServiceControl.builder(directory).build(),
        words.contains("--succeed"),
        words.contains("--store"),
        broker -> {});
  }

  /**
   * Runs a broker until the process is told to end, or a successor takes over.
   *
   * @param control where, for whom, with which limits
   * @param succeed whether to take over from the broker that runs there
   * @param store whether to leave what it holds in the descriptor store of the service manager
   * @param ready is told when applications can connect
   * @throws InterruptedException if the calling thread is interrupted while the broker runs
   */
  public static void run(
      SocketBrokerServiceControl control,
      boolean succeed,
      boolean store,
      Consumer<SocketBrokerService> ready)
      throws InterruptedException {
    ServiceManager manager = ServiceManager.of(System.getenv());
    Mono<SocketBrokerService> opening;
    if (succeed) {
      opening = SocketBrokerService.succeed(control);
    } else if (System.getenv("LISTEN_FDS") != null) {
      opening = SocketBrokerService.activated(control);
    } else {
      opening = SocketBrokerService.open(control);
    }
    SocketBrokerService broker = Await.value(opening);
    CountDownLatch over = new CountDownLatch(1);
    broker.closed().subscribe(null, null, over::countDown);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> end(broker, manager, store, over), "end of the broker"));
    manager.tell("READY=1\nMAINPID=" + ProcessHandle.current().pid());
    ready.accept(broker);
    over.await();
  }

  /** Sockets that are on their way are waited for, and a peer at each end may be slow. */
  private static Duration storing(SocketBrokerServiceControl control) {
    return SETTLING.plus(control.stallTimeout().multipliedBy(2));
  }

  private static void end(
      SocketBrokerService broker, ServiceManager manager, boolean store, CountDownLatch over) {
    try {
      manager.tell("STOPPING=1");
      boolean stored =
          store
              && manager.isPresent()
              && DescriptorStore.fill(
                  broker.control().directory(), System.getenv(), storing(broker.control()));
      if (!stored) {
        broker.close().subscribe();
      }
      over.await();
    } catch (IOException e) {
      LOG.error("what the broker holds could not be stored, and ends with it", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
