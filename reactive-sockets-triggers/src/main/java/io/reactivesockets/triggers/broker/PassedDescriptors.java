package io.reactivesockets.triggers.broker;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import io.reactivesockets.triggers.wire.Descriptors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The descriptors that this process was started with, by name: {@code sd_listen_fds(3)}. */
final class PassedDescriptors {

  private static final int FIRST = 3;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int AF_UNIX = 1;

  private final Map<String, Integer> all = new LinkedHashMap<>();
  private final Map<String, Integer> left = new LinkedHashMap<>();

  private PassedDescriptors() {}

  static PassedDescriptors take(Map<String, String> environment) {
    Epoll.ensureAvailability(); // Nothing else has loaded the native code yet.
    PassedDescriptors passed = new PassedDescriptors();
    String pid = environment.getOrDefault("LISTEN_PID", "");
    if (!pid.equals(Long.toString(ProcessHandle.current().pid()))) {
      return passed;
    }
    int count = Integer.parseInt(environment.getOrDefault("LISTEN_FDS", "0"));
    String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
    for (int i = 0; i < count; i++) {
      String name = i < names.length ? names[i] : "";
      passed.all.put(passed.all.containsKey(name) ? name + "#" + i : name, FIRST + i);
    }
    passed.left.putAll(passed.all);
    return passed;
  }

  Map<String, Integer> all() {
    return all;
  }

  Map<String, Integer> left() {
    return left;
  }

  /** Returns the listening Unix-domain socket, -1 if there is none. */
  int takeListener() {
    for (Map.Entry<String, Integer> each : all.entrySet()) {
      if (isListener(each.getValue())) {
        left.remove(each.getKey());
        // Service managers pass sockets that block.
        io.reactivesockets.descriptor.Descriptors.setNonBlocking(each.getValue());
        return each.getValue();
      }
    }
    return -1;
  }

  /** Returns the descriptors of these names, none if one is missing. */
  List<Integer> take(List<String> names) {
    List<Integer> taken = new ArrayList<>();
    if (left.keySet().containsAll(names)) {
      names.forEach(name -> taken.add(left.remove(name)));
    }
    return taken;
  }

  void close() {
    Descriptors.close(left.values());
  }

  private static boolean isListener(int descriptor) {
    try {
      Socket socket = new Socket(descriptor);
      return socket.getIntOpt(SOL_SOCKET, SO_DOMAIN) == AF_UNIX
          && socket.getIntOpt(SOL_SOCKET, SO_ACCEPTCONN) == 1;
    } catch (IOException | RuntimeException notASocket) {
      return false;
    }
  }
}
