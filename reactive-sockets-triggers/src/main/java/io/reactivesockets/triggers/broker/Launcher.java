package io.reactivesockets.triggers.broker;

import io.netty.channel.IoEventLoop;
import io.reactivesockets.triggers.broker.Audit.Event;
import io.reactivesockets.triggers.broker.Holding.Phase;
import io.reactivesockets.triggers.wire.TaskRecord;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Launches the programs of tasks: a few at a time, and after a rest those that ended without taking
 * a socket.
 *
 * <p>A task whose program connects back runs once at a time, for it hears of further sockets by
 * itself. One that gets its socket as descriptor 3 runs once for each socket. None is waited for
 * without end: what has taken nothing in time is ended.
 */
final class Launcher {

  private final SocketBrokerServiceControl control;
  private final IoEventLoop loop;
  private final Executor blocking;
  private final Holdings holdings;
  private final Audit audit;
  private final TaskCommand commands;
  private final Map<Key, Run> runs = new HashMap<>();
  private final Deque<Run> waiting = new ArrayDeque<>();
  private int running;
  private boolean closed;

  Launcher(
      SocketBrokerServiceControl control,
      IoEventLoop loop,
      Executor blocking,
      Holdings holdings,
      Audit audit) {
    this.control = control;
    this.loop = loop;
    this.blocking = blocking;
    this.holdings = holdings;
    this.audit = audit;
    this.commands = new TaskCommand(control);
  }

  /** Sees to it that the task's program runs, now or when its turn comes. */
  void wake(TaskRecord task, Holding holding) {
    String id = task.listenFds() ? holding.id() : "";
    Run run = runs.computeIfAbsent(new Key(holding.namespace(), task.id(), id), Run::new);
    run.task = task;
    if (run.state == State.IDLE) {
      enqueue(run);
    }
  }

  /** Notes that a program did what it was launched for. */
  void taken(Holding holding) {
    for (String id : new String[] {"", holding.id()}) {
      @Nullable Run run = runs.get(new Key(holding.namespace(), holding.task(), id));
      if (run != null) {
        run.useful = true;
      }
    }
  }

  void close() {
    closed = true;
    waiting.clear();
  }

  private void enqueue(Run run) {
    run.state = State.WAITING;
    waiting.add(run);
    next();
  }

  private void next() {
    while (!closed && running < control.maxConcurrentWakes() && !waiting.isEmpty()) {
      Run run = waiting.remove();
      if (isWanted(run)) {
        launch(run);
      } else {
        forget(run);
      }
    }
  }

  private void launch(Run run) {
    TaskRecord task = run.task;
    if (task == null) {
      forget(run);
      return;
    }
    running++;
    run.state = State.RUNNING;
    run.useful = false;
    run.counted = true;
    run.late = false;
    blocking.execute(
        () -> {
          try {
            Process process = commands.start(task, run.key.id());
            later(() -> started(run, process));
            process
                .onExit()
                .thenAccept(done -> later(() -> ended(run, "exit " + done.exitValue())));
          } catch (IOException | RuntimeException e) {
            later(() -> ended(run, e.toString()));
          }
        });
  }

  private void later(Runnable action) {
    Later.on(loop, action);
  }

  private void started(Run run, Process process) {
    audit.note(Event.LAUNCHED, describe(run), "pid " + process.pid());
    run.limit =
        loop.schedule(
            () -> timeIsUp(run, process), control.wakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One that does what it was launched for goes on, and makes room for others. */
  private void timeIsUp(Run run, Process process) {
    run.limit = null;
    if (run.useful) {
      uncount(run);
      next();
    } else {
      run.late = true;
      blocking.execute(() -> ProgramEnd.of(process));
    }
  }

  private void uncount(Run run) {
    if (run.counted) {
      run.counted = false;
      running--;
    }
  }

  private void ended(Run run, String exit) {
    uncount(run);
    @Nullable Future<?> limit = run.limit;
    if (limit != null) {
      limit.cancel(false);
      run.limit = null;
    }
    String how = run.late ? "ended after " + control.wakeTimeout() + " (" + exit + ")" : exit;
    if (run.useful) {
      run.failures = 0;
    }
    if (!isWanted(run)) {
      forget(run);
    } else if (run.useful) {
      enqueue(run);
    } else {
      rest(run, how);
    }
    next();
  }

  private void rest(Run run, String how) {
    long pause = control.minBackOff().toMillis() << Math.min(run.failures, 20);
    pause = Math.min(pause, control.maxBackOff().toMillis());
    run.failures++;
    run.state = State.RESTING;
    audit.note(
        Event.LAUNCH_FAILED,
        describe(run),
        how + ", without taking a socket; next attempt in " + pause + " ms");
    loop.schedule(
        () -> {
          if (!closed) {
            enqueue(run);
          }
        },
        pause,
        TimeUnit.MILLISECONDS);
  }

  /** Forgets a run that nobody needs; one that failed is remembered, and rests longer next time. */
  private void forget(Run run) {
    run.state = State.IDLE;
    if (run.failures == 0) {
      runs.remove(run.key);
    }
  }

  private boolean isWanted(Run run) {
    Key key = run.key;
    if (key.id().isEmpty()) {
      return holdings.of(key.namespace()).stream().anyMatch(each -> isWaitingFor(key, each));
    }
    @Nullable Holding holding = holdings.find(key.namespace(), key.id());
    return holding != null && isWaitingFor(key, holding);
  }

  private static boolean isWaitingFor(Key key, Holding holding) {
    return holding.phase() == Phase.FIRED
        && holding.told() == null
        && holding.task().equals(key.task());
  }

  private static String describe(Run run) {
    return run.key.namespace() + " task=" + run.key.task() + " id=" + run.key.id();
  }

  private enum State {
    IDLE,
    WAITING,
    RUNNING,
    RESTING
  }

  /** Which program: of which task, and for which socket if it gets just one. */
  private record Key(Namespace namespace, UUID task, String id) {}

  private static final class Run {
    final Key key;
    @Nullable TaskRecord task;
    State state = State.IDLE;
    @Nullable Future<?> limit;
    int failures;
    boolean useful;
    boolean counted;
    boolean late;

    Run(Key key) {
      this.key = key;
    }
  }
}
