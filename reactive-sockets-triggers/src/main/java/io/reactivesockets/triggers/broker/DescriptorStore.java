package io.reactivesockets.triggers.broker;

import io.reactivesockets.triggers.wire.Descriptors;
import io.reactivesockets.triggers.wire.Frames;
import io.reactivesockets.triggers.wire.Message;
import io.reactivesockets.triggers.wire.TaskRecord;
import io.reactivesockets.triggers.wire.WireFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a service manager keeps for a broker: the socket that it listens on, and while it is down
 * the sockets that it holds. What belongs to them lies in a file meanwhile. All of it blocks.
 */
final class DescriptorStore {

  private static final Logger LOG = LoggerFactory.getLogger(DescriptorStore.class);
  private static final String STATE = "broker.state";
  private static final String HELD = "held-";

  private DescriptorStore() {}

  /** Takes what the service manager passed to this process; whatever is not known is closed. */
  static Inheritance read(Path directory) throws IOException {
    PassedDescriptors passed = PassedDescriptors.take(System.getenv());
    try {
      Inheritance inheritance = match(directory.resolve(STATE), passed);
      Files.deleteIfExists(directory.resolve(STATE));
      forget(passed);
      return inheritance;
    } catch (IOException | RuntimeException e) {
      passed.close();
      throw e;
    }
  }

  /**
   * Gives all to the service manager.
   *
   * @param environment says where that is, and goes to the program that does it
   * @param limit how long it may take; then the broker goes on with everything
   * @return whether the manager has it
   */
  static boolean fill(Path directory, Map<String, String> environment, Duration limit)
      throws IOException, InterruptedException {
    ProcessBuilder program =
        new ProcessBuilder(
                "python3",
                HelperProgram.in(directory).toString(),
                "store",
                RunDirectory.socketIn(directory).toString(),
                directory.resolve(STATE).toString())
            .inheritIO();
    program.environment().putAll(environment);
    Process helper = program.start();
    if (helper.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      return helper.exitValue() == 0;
    }
    LOG.error("the service manager did not take what the broker holds within {}", limit);
    helper.destroyForcibly().waitFor();
    return false;
  }

  private static Inheritance match(Path state, PassedDescriptors passed) throws IOException {
    int listener = passed.takeListener();
    List<Holding> sockets = new ArrayList<>();
    List<TaskRecord> tasks = new ArrayList<>();
    if (Files.exists(state)) {
      ByteBuffer frames = ByteBuffer.wrap(Files.readAllBytes(state));
      int number = 0;
      while (frames.hasRemaining()) {
        Frames.Decoded next = Frames.next(frames);
        if (next.message() instanceof Message.Estate estate) {
          tasks.addAll(estate.tasks());
        } else if (next.message() instanceof Message.Bequest bequest) {
          List<String> names = new ArrayList<>();
          for (int i = 0; i < next.descriptors(); i++) {
            names.add(HELD + number++);
          }
          add(sockets, bequest, passed.take(names));
        } else {
          throw new WireFormatException(state + " has a message of another kind");
        }
      }
    }
    return new Inheritance(listener, sockets, tasks);
  }

  private static void add(
      List<Holding> sockets, Message.Bequest bequest, List<Integer> descriptors) {
    if (descriptors.isEmpty()) {
      LOG.warn("the store has lost the socket {}", bequest.socket().id());
      return;
    }
    sockets.add(
        new Holding(bequest.socket(), bequest.state(), descriptors, bequest.socket().heldSince()));
  }

  /**
   * The manager's copies go, or they would keep connections open that everybody else has closed.
   */
  private static void forget(PassedDescriptors passed) {
    ServiceManager manager = ServiceManager.of(System.getenv());
    for (Map.Entry<String, Integer> each : passed.all().entrySet()) {
      if (each.getKey().startsWith(HELD)) {
        manager.tell("FDSTOREREMOVE=1\nFDNAME=" + each.getKey());
      }
    }
    passed
        .left()
        .forEach(
            (name, descriptor) -> {
              LOG.warn("descriptor {} ({}) is of no use here", descriptor, name);
              Descriptors.close(descriptor);
            });
  }
}
