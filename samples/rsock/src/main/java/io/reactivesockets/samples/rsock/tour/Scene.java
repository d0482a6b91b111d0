package io.reactivesockets.samples.rsock.tour;

import reactor.core.publisher.Mono;

/** One thing that the library does, shown at work. */
interface Scene {

  /**
   * Returns what is shown.
   *
   * @return a few words, such as {@code tcp echo on epoll}
   */
  String title();

  /**
   * Plays the scene once and leaves nothing open.
   *
   * @return cold; emits what was done in a sentence, or fails when it did not go as it must
   */
  Mono<String> play();
}
