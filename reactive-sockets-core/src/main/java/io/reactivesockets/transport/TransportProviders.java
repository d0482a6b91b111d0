package io.reactivesockets.transport;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The providers on the class path or module path, best first. */
final class TransportProviders {

  private static final List<TransportProvider> ALL =
      ServiceLoader.load(TransportProvider.class, TransportProvider.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .sorted(Comparator.comparingInt(TransportProvider::rank).reversed())
          .toList();

  private TransportProviders() {}

  static List<String> available() {
    return ALL.stream()
        .filter(provider -> provider.unavailability() == null)
        .map(TransportProvider::name)
        .toList();
  }

  static TransportProvider best() {
    return ALL.stream()
        .filter(provider -> provider.rank() >= 0 && provider.unavailability() == null)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no transport works here: " + names()));
  }

  static TransportProvider find(String name) {
    TransportProvider found =
        ALL.stream()
            .filter(provider -> provider.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "transport: " + name + " (expected: one of " + names() + ")"));
    Throwable reason = found.unavailability();
    if (reason != null) {
      throw new IllegalStateException(
          "transport "
              + name
              + " cannot work here: "
              + why(reason)
              + "; choose one of "
              + available(),
          reason);
    }
    return found;
  }

  /** The outermost of the causes may have nothing to say. */
  private static String why(Throwable reason) {
    for (Throwable each = reason; each != null; each = each.getCause()) {
      if (each.getMessage() != null) {
        return each.getMessage();
      }
    }
    return reason.toString();
  }

  private static String names() {
    return ALL.stream().map(TransportProvider::name).collect(Collectors.joining(", "));
  }
}
