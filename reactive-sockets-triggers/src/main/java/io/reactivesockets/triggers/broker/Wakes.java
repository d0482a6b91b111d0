package io.reactivesockets.triggers.broker;

import io.reactivesockets.triggers.broker.Holding.Phase;
import io.reactivesockets.triggers.wire.TaskRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds who is to hear of activity: a running process that has asked, the youngest first; else the
 * command of the socket's task.
 */
final class Wakes {

  private final Holdings holdings;
  private final Tasks tasks;
  private final Launcher launcher;
  private final Map<Namespace, List<Session>> listening = new HashMap<>();
  private boolean standby;

  Wakes(Holdings holdings, Tasks tasks, Launcher launcher) {
    this.holdings = holdings;
    this.tasks = tasks;
    this.launcher = launcher;
  }

  boolean isStandby() {
    return standby;
  }

  /** Begins or ends standby; what happened meanwhile to sockets that do not wake is told then. */
  void standby(boolean on) {
    standby = on;
    if (!on) {
      holdings.forEach(this::dispatch);
    }
  }

  void subscribe(Session session, Namespace namespace) {
    List<Session> sessions = listening.computeIfAbsent(namespace, any -> new ArrayList<>());
    if (!sessions.contains(session)) {
      sessions.add(session);
    }
    holdings.of(namespace).forEach(this::dispatch);
  }

  /** A session hears no more; what it was told but has not taken goes to the next. */
  void unsubscribe(Session session, Namespace namespace) {
    List<Session> sessions = listening.getOrDefault(namespace, new ArrayList<>());
    sessions.remove(session);
    if (sessions.isEmpty()) {
      listening.remove(namespace);
    }
    for (Holding holding : holdings.of(namespace)) {
      if (holding.told() == session) {
        holding.told(null);
        dispatch(holding);
      }
    }
  }

  void registered(TaskRecord task) {
    holdings.of(Tasks.namespace(task)).forEach(this::dispatch);
  }

  void taken(Holding holding) {
    launcher.taken(holding);
  }

  /** Tells of a socket to which something happened, if it is to be told of and nobody was. */
  void dispatch(Holding holding) {
    if (holding.phase() != Phase.FIRED
        || holding.told() != null
        || (standby && !holding.wakesInStandby())) {
      return;
    }
    List<Session> sessions = listening.getOrDefault(holding.namespace(), List.of());
    if (!sessions.isEmpty()) {
      Session youngest = sessions.get(sessions.size() - 1);
      holding.told(youngest);
      youngest.tell(holding);
      return;
    }
    @Nullable TaskRecord task = tasks.find(holding.namespace(), holding.task());
    if (task != null && !task.command().isEmpty()) {
      launcher.wake(task, holding);
    }
  }

  void close() {
    launcher.close();
  }
}
