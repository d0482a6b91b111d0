package io.reactivesockets.websocket;

import java.net.URI;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Credentials that are told at once and have nothing to add when they are refused. */
record FixedCredentials(String scheme, String value) implements WebSocketCredentials {

  @Override
  public Mono<String> authorize(URI server, Optional<UpgradeRefusedException> challenge) {
    return challenge.isPresent() ? Mono.empty() : Mono.just(scheme + " " + value);
  }

  @Override
  public String toString() {
    return scheme + " ***";
  }
}
