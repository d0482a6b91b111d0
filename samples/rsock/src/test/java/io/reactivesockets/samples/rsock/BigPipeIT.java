package io.reactivesockets.samples.rsock;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.samples.rsock.RandomBytes.Sum;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/**
 * Gigabytes through {@code rsock tcp} with little memory: 1 GiB, or as many as {@code
 * -Drsock.pipe.gib=10} says.
 */
class BigPipeIT {

  private static final int GIB = Integer.getInteger("rsock.pipe.gib", 1);
  private static final long SIZE = (1L << 30) * GIB;
  private static final long SECONDS_AT_MOST = 120 + 60L * GIB;
  private static final List<String> LITTLE_MEMORY = List.of("-Xmx64m");

  @Test
  void gigabytes_go_through_a_heap_of_64_mib_byte_for_byte() throws Exception {
    Process listener = start("tcp", "listen", "127.0.0.1", "0");
    try {
      listener.getOutputStream().close();
      String port = listener.errorReader().readLine().replaceFirst("listening .*:", "");
      Process client = start("tcp", "connect", "127.0.0.1", port);
      try {
        Future<Sum> arrived = background(() -> RandomBytes.read(listener.getInputStream()));
        Future<Sum> sent = background(() -> RandomBytes.write(SIZE, client.getOutputStream()));

        assertThat(arrived.get(SECONDS_AT_MOST, SECONDS))
            .isEqualTo(sent.get(SECONDS_AT_MOST, SECONDS));
        assertThat(exitCode(client)).isZero();
        assertThat(exitCode(listener)).isZero();
      } finally {
        end(client);
      }
    } finally {
      end(listener);
    }
  }

  private static Process start(String... arguments) throws IOException {
    return new ProcessBuilder(RsockProcess.command(LITTLE_MEMORY, arguments)).start();
  }

  private static <T> Future<T> background(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "big pipe");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private static int exitCode(Process process) throws Exception {
    assertThat(process.waitFor(RsockProcess.LIMIT.toSeconds(), SECONDS)).isTrue();
    return process.exitValue();
  }

  private static void end(Process process) throws Exception {
    process.destroyForcibly();
    process.waitFor(RsockProcess.LIMIT.toSeconds(), SECONDS);
  }
}
