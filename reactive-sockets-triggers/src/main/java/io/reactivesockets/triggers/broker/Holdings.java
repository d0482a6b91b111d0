package io.reactivesockets.triggers.broker;

import io.reactivesockets.triggers.wire.Code;
import io.reactivesockets.triggers.wire.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All sockets that the broker holds, within everybody's quotas. */
final class Holdings {

  private final SocketBrokerServiceControl control;
  private final TreeMap<String, Holding> byKey = new TreeMap<>();
  private final Map<Namespace, Usage> applications = new HashMap<>();
  private final Map<Integer, Usage> users = new HashMap<>();
  private long bytes;

  Holdings(SocketBrokerServiceControl control) {
    this.control = control;
  }

  /** Checks the quotas and that the id is free, and keeps the socket. */
  void add(Holding holding) {
    Namespace namespace = holding.namespace();
    if (byKey.containsKey(holding.key())) {
      throw new Refusal(Code.IN_USE, "a socket with the id " + holding.id() + " is here already");
    }
    application(namespace).check(holding.descriptors().size(), holding.bytes());
    user(namespace).check(holding.descriptors().size(), holding.bytes());
    keep(holding);
  }

  /** Keeps a socket that another broker had admitted. */
  void keep(Holding holding) {
    byKey.put(holding.key(), holding);
    count(holding.namespace(), holding.descriptors().size(), holding.bytes());
  }

  void remove(Holding holding) {
    if (byKey.remove(holding.key(), holding)) {
      count(holding.namespace(), -holding.descriptors().size(), -holding.bytes());
    }
  }

  /** Checks the quotas and tells how much longer a context becomes. */
  void resize(Holding holding, int moreBytes) {
    application(holding.namespace()).check(0, moreBytes);
    user(holding.namespace()).check(0, moreBytes);
    count(holding.namespace(), 0, moreBytes);
  }

  @Nullable Holding find(Namespace namespace, String id) {
    return byKey.get(namespace.prefix() + id);
  }

  List<Holding> all() {
    return new ArrayList<>(byKey.values());
  }

  List<Holding> of(Namespace namespace) {
    String prefix = namespace.prefix();
    return new ArrayList<>(byKey.subMap(prefix, prefix + Character.MAX_VALUE).values());
  }

  /** Shows each socket behind a key to a consumer until that has enough, in the order of keys. */
  void after(String key, String prefix, Visitor visitor) {
    String from = key.isEmpty() ? prefix : key;
    for (Map.Entry<String, Holding> entry : byKey.tailMap(from, false).entrySet()) {
      if (!entry.getKey().startsWith(prefix) || !visitor.visit(entry.getKey(), entry.getValue())) {
        return;
      }
    }
  }

  void forEach(Consumer<Holding> action) {
    all().forEach(action);
  }

  int size() {
    return byKey.size();
  }

  long bytes() {
    return bytes;
  }

  private void count(Namespace namespace, int sockets, long more) {
    bytes += more;
    Usage application = application(namespace);
    application.add(sockets, more);
    Usage user = user(namespace);
    user.add(sockets, more);
    if (application.isNothing()) {
      applications.remove(namespace);
    }
    if (user.isNothing()) {
      users.remove(namespace.uid());
    }
  }

  private Usage application(Namespace namespace) {
    return applications.computeIfAbsent(
        namespace,
        of ->
            new Usage(
                "the application " + of.application(),
                control.maxSocketsPerApplication(),
                control.maxBytesPerApplication()));
  }

  private Usage user(Namespace namespace) {
    return users.computeIfAbsent(
        namespace.uid(),
        uid -> new Usage("the user", control.maxSocketsPerUser(), control.maxBytesPerUser()));
  }

  /** Sees sockets one by one. */
  interface Visitor {
    /** Looks at a socket; tells whether it wants more. */
    boolean visit(String key, Holding holding);
  }
}
