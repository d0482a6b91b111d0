package io.reactivesockets.triggers.broker;

import io.reactivesockets.triggers.wire.Descriptors;
import io.reactivesockets.triggers.wire.TaskRecord;
import java.util.List;

/**
 * What a broker begins with.
 *
 * @param listener the descriptor of the socket that it listens on, -1 if it makes one
 * @param sockets what it holds
 * @param tasks what it is to do
 */
record Inheritance(int listener, List<Holding> sockets, List<TaskRecord> tasks) {

  static Inheritance none() {
    return new Inheritance(-1, List.of(), List.of());
  }

  /** Lets go of it all. */
  void close() {
    Descriptors.close(listener);
    sockets.forEach(each -> Descriptors.close(each.descriptors()));
  }
}
