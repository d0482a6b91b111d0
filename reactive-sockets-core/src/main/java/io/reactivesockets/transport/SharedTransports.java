package io.reactivesockets.transport;

import java.util.HashMap;
import java.util.Map;

/** One transport a name, made at first use. */
final class SharedTransports {

  private static final Map<String, Transport> SHARED = new HashMap<>();

  private SharedTransports() {}

  static Transport system() {
    String asked = System.getProperty(Transport.PROPERTY);
    return shared(
        asked == null || asked.isBlank()
            ? TransportProviders.best()
            : TransportProviders.find(asked.strip()));
  }

  static Transport byName(String name) {
    return shared(TransportProviders.find(name));
  }

  private static Transport shared(TransportProvider provider) {
    synchronized (SHARED) {
      Transport held = SHARED.get(provider.name());
      if (held == null || held.isShutdown()) {
        held = provider.open(TransportControl.defaults());
        SHARED.put(provider.name(), held);
      }
      return held;
    }
  }
}
