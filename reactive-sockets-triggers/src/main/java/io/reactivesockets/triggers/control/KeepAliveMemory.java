package io.reactivesockets.triggers.control;

import java.nio.file.Path;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Where learned intervals outlive the channels, by network and peer. */
public interface KeepAliveMemory {

  /**
   * Returns what was learned.
   *
   * @param network the name of the network and the peer
   * @return what is remembered, if anything; not to wait for anything
   */
  Optional<LearnedInterval> recall(String network);

  /**
   * Takes what was learned, in place of what was before.
   *
   * @param network the name of the network and the peer
   * @param learned what to remember; not to wait for anything
   */
  void remember(String network, LearnedInterval learned);

  /**
   * Makes what was taken last. Called now and then, and at the end; never twice at a time.
   *
   * @return cold; completes when it would survive this process; a failure is logged
   */
  default Mono<Void> save() {
    return Mono.empty();
  }

  /**
   * Makes a memory as long as the process.
   *
   * @return an empty memory of at most 10,000 networks and peers
   */
  static KeepAliveMemory inMemory() {
    return new KeepAliveTable();
  }

  /**
   * Makes a memory in a file of text. Reads it at once: not for event loops. What cannot be read is
   * forgotten, with a warning.
   *
   * @param file the file, which need not exist; its directory must
   * @return the memory of at most 10,000 networks and peers
   */
  static KeepAliveMemory file(Path file) {
    return KeepAliveFile.open(file);
  }
}
