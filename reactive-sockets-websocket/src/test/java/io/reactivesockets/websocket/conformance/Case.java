package io.reactivesockets.websocket.conformance;

import java.io.IOException;

/**
 * One thing that is tried on an endpoint that echoes.
 *
 * @param id family and number, as a fuzzing peer counts them
 * @param weight how much work it is
 * @param offer the extensions that are offered to a server; empty for none
 * @param choice what is answered to the offer of a client
 * @param script what is said and expected
 */
record Case(String id, Weight weight, String offer, Wire.Choice choice, Script script) {

  /** How much work a case is. */
  enum Weight {
    LIGHT,
    MEDIUM,
    HEAVY
  }

  /** What is said and expected. */
  @FunctionalInterface
  interface Script {
    void play(Wire wire, Examiner endpoint) throws IOException;
  }

  static Case of(String id, Weight weight, Script script) {
    return new Case(id, weight, "", (path, offer) -> "", script);
  }

  void run(Wire wire) throws IOException {
    script.play(wire, new Examiner(wire));
  }

  @Override
  public String toString() {
    return id;
  }
}
