package io.reactivesockets.triggers.broker;

import io.reactivesockets.triggers.wire.Code;
import io.reactivesockets.triggers.wire.Refusal;
import io.reactivesockets.triggers.wire.TaskRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What applications want to happen on activity. */
final class Tasks {

  private final SocketBrokerServiceControl control;
  private final Map<Namespace, Map<UUID, TaskRecord>> tasks = new HashMap<>();

  Tasks(SocketBrokerServiceControl control) {
    this.control = control;
  }

  void add(TaskRecord task) {
    Map<UUID, TaskRecord> own = tasks.computeIfAbsent(namespace(task), any -> new HashMap<>());
    if (!own.containsKey(task.id()) && own.size() >= control.maxTasksPerApplication()) {
      throw new Refusal(
          Code.QUOTA, "the application has " + own.size() + " tasks, the most it may");
    }
    own.put(task.id(), task);
  }

  TaskRecord remove(Namespace namespace, UUID id) {
    Map<UUID, TaskRecord> own = tasks.getOrDefault(namespace, new HashMap<>());
    TaskRecord removed = own.remove(id);
    if (own.isEmpty()) {
      tasks.remove(namespace);
    }
    if (removed == null) {
      throw new Refusal(Code.UNKNOWN, "no task with the id " + id + " is registered");
    }
    return removed;
  }

  @Nullable TaskRecord find(Namespace namespace, UUID id) {
    return tasks.getOrDefault(namespace, Map.of()).get(id);
  }

  List<TaskRecord> all() {
    List<TaskRecord> all = new ArrayList<>();
    tasks.values().forEach(own -> all.addAll(own.values()));
    return all;
  }

  static Namespace namespace(TaskRecord task) {
    return new Namespace(task.uid(), task.application());
  }
}
