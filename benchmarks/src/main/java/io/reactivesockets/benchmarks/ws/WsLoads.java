package io.reactivesockets.benchmarks.ws;

import io.reactivesockets.benchmarks.load.Holding;
import io.reactivesockets.benchmarks.load.Load;
import io.reactivesockets.benchmarks.load.Target;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** The loads of WebSockets. The work is messages that came back, or that came to somebody. */
final class WsLoads {

  /** Opens the WebSockets of a load. */
  @FunctionalInterface
  interface Opening {
    List<Wire> open(Target target) throws IOException;
  }

  private WsLoads() {}

  /** Opens them as a client. */
  static Opening clients(int count, Supplier<Script> script, boolean compressed) {
    return target -> Wire.connect(target, count, script.get(), compressed);
  }

  /** Keeps so many messages on their way on each connection. */
  static Load echo(Opening opening, int inFlight) {
    return target -> {
      List<Wire> wires = opening.open(target);
      for (Wire wire : wires) {
        wire.send(inFlight);
      }
      return session(
          wires,
          () -> {
            long work = 0;
            for (Wire wire : wires) {
              int messages = wire.receive();
              wire.send(messages);
              work += messages;
            }
            return work;
          });
    };
  }

  /** Sends a message that goes to everybody, waits until everybody has it, and so on. */
  static Load fanOut(Opening opening) {
    return target -> {
      List<Wire> wires = opening.open(target);
      return session(
          wires,
          () -> {
            wires.get(0).send(1);
            for (Wire wire : wires) {
              wire.await(1);
            }
            return wires.size();
          });
    };
  }

  /** Opens connections that stay, each used for one message. */
  static Holding holding(Supplier<Script> script, boolean compressed) {
    return (target, count) -> {
      List<Wire> wires = Wire.connect(target, count, script.get(), compressed);
      for (Wire wire : wires) {
        wire.send(1);
        wire.await(1);
      }
      return () -> Wire.closeAll(wires);
    };
  }

  @FunctionalInterface
  private interface Step {
    long run() throws IOException;
  }

  private static Load.Session session(List<Wire> wires, Step step) {
    return new Load.Session() {
      @Override
      public long step() throws IOException {
        return step.run();
      }

      @Override
      public void close() throws IOException {
        Wire.closeAll(wires);
      }
    };
  }
}
