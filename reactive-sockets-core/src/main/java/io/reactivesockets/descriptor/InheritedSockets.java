package io.reactivesockets.descriptor;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The sockets that whoever started this process has passed to it: a service manager (the variables
 * {@code LISTEN_FDS}, {@code LISTEN_PID} and {@code LISTEN_FDNAMES}), or inetd (standard input).
 * Each can be taken once.
 *
 * <p>The variables stay in the environment of this process, and so of processes that it starts; the
 * JDK does not pass them the descriptors, and {@code LISTEN_PID} tells them that they are not
 * meant. Remove the three from {@link ProcessBuilder#environment()} of a child that does not look.
 */
public final class InheritedSockets {

  private static final InheritedSockets OF_THIS_PROCESS =
      new InheritedSockets(System.getenv(), ProcessHandle.current().pid(), 3);

  private static final int MAX_SOCKETS = 1_024;
  private static final String UNNAMED = "unknown";

  private final List<String> names;
  private final int first;
  private final @Nullable String trouble;
  private final Set<Integer> taken = new HashSet<>();
  private boolean standardInputTaken;

  /**
   * @param first the number of the first descriptor
   */
  InheritedSockets(Map<String, String> environment, long pid, int first) {
    this.first = first;
    String count = environment.get("LISTEN_FDS");
    String meant = environment.get("LISTEN_PID");
    if (count == null) {
      names = List.of();
      trouble = null;
    } else if (!Long.toString(pid).equals(meant)) {
      names = List.of();
      trouble =
          "LISTEN_PID is "
              + meant
              + ", not "
              + pid
              + ": the sockets are another process's; let a"
              + " script that starts this one use exec";
    } else if (!count.matches("[0-9]{1,4}") || Integer.parseInt(count) > MAX_SOCKETS) {
      names = List.of();
      trouble = "LISTEN_FDS is " + count + " (expected: 0.." + MAX_SOCKETS + ")";
    } else {
      names = names(Integer.parseInt(count), environment.get("LISTEN_FDNAMES"));
      trouble = null;
    }
  }

  private static List<String> names(int count, @Nullable String told) {
    List<String> names = new ArrayList<>();
    if (told != null) {
      names.addAll(Arrays.asList(told.split(":", -1)));
    }
    while (names.size() < count) {
      names.add(UNNAMED);
    }
    return List.copyOf(names.subList(0, count));
  }

  /**
   * Returns the names of the sockets that a service manager has passed, taken or not.
   *
   * @return in order; {@code unknown} for one without a name
   */
  public static List<String> names() {
    return OF_THIS_PROCESS.names;
  }

  /**
   * Takes the first socket of a kind that was passed to this process and not taken before.
   *
   * @param kind what it has to be
   * @param name the name it has to have, or {@code null} for any
   * @return cold; emits the socket, or fails with a {@link SocketOperationException}: {@code
   *     SOCKET_TYPE_NOT_SUPPORTED} if those left are of another kind, {@code ALREADY_CLOSED} if all
   *     are taken, {@code OPERATION_NOT_SUPPORTED} if there are none
   */
  public static Mono<DetachedSocket> take(DetachedSocketKind kind, @Nullable String name) {
    return Mono.fromCallable(() -> OF_THIS_PROCESS.takeNow(kind, name))
        .subscribeOn(Schedulers.boundedElastic());
  }

  synchronized DetachedSocket takeNow(DetachedSocketKind kind, @Nullable String name)
      throws IOException {
    if (trouble != null) {
      throw refused(SocketErrorStatus.OPERATION_NOT_SUPPORTED, trouble);
    }
    boolean known = false;
    SocketOperationException other = null;
    for (int i = 0; i < names.size(); i++) {
      if (name != null && !name.equals(names.get(i))) {
        continue;
      }
      known = true;
      int descriptor = first + i;
      if (taken.contains(descriptor)) {
        continue;
      }
      try {
        Descriptors.require(descriptor, kind);
      } catch (SocketOperationException wrongKind) {
        other = wrongKind;
        continue;
      }
      taken.add(descriptor);
      // Service managers pass blocking sockets.
      Descriptors.setNonBlocking(descriptor);
      return DetachedSocket.builder(kind, descriptor)
          .accepted(kind == DetachedSocketKind.STREAM)
          .build();
    }
    if (other != null) {
      throw other;
    }
    if (known) {
      throw refused(SocketErrorStatus.ALREADY_CLOSED, "each inherited socket was taken before");
    }
    if (name == null && names.isEmpty()) {
      return takeStandardInput(kind);
    }
    throw refused(
        SocketErrorStatus.OPERATION_NOT_SUPPORTED,
        "no inherited socket is named " + name + "; there are " + names);
  }

  /** What inetd passes: the JDK frees the standard streams of it, and we take what it holds. */
  private DetachedSocket takeStandardInput(DetachedSocketKind kind) throws IOException {
    Path input = Path.of("/proc/self/fd/0");
    if (standardInputTaken) {
      throw refused(SocketErrorStatus.ALREADY_CLOSED, "the inherited socket was taken before");
    }
    String target = Files.exists(input) ? Files.readSymbolicLink(input).toString() : "";
    if (!target.startsWith("socket:")) {
      throw refused(
          SocketErrorStatus.OPERATION_NOT_SUPPORTED, "no socket was passed to this process");
    }
    Descriptors.require(0, kind);
    Channel held = System.inheritedChannel();
    if (held == null) {
      throw refused(SocketErrorStatus.OPERATION_NOT_SUPPORTED, "standard input is of no use");
    }
    standardInputTaken = true;
    int own = Descriptors.duplicate(descriptorOf(target));
    held.close();
    return DetachedSocket.builder(kind, own).accepted(kind == DetachedSocketKind.STREAM).build();
  }

  private static int descriptorOf(String target) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      for (Path entry : all.toList()) {
        if (Files.exists(entry, java.nio.file.LinkOption.NOFOLLOW_LINKS)
            && Files.readSymbolicLink(entry).toString().equals(target)) {
          return Integer.parseInt(entry.getFileName().toString());
        }
      }
    }
    return 0;
  }

  private static SocketOperationException refused(SocketErrorStatus status, String reason) {
    return SocketOperationException.builder(SocketPhase.OPEN, "inherit")
        .status(status)
        .reason(reason)
        .hint("start this process by a socket unit, systemd-socket-activate or inetd")
        .build();
  }
}
