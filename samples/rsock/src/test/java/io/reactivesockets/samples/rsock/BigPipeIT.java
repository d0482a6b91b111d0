package io.reactivesockets.samples.rsock;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.samples.rsock.RandomBytes.Sum;
import io.reactivesockets.testing.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gigabytes through {@code rsock tcp} with little memory, from and to other programs too: 1 GiB, or
 * as many as {@code -Drsock.pipe.gib=10} says.
 */
class BigPipeIT {

  private static final int GIB = Integer.getInteger("rsock.pipe.gib", 1);
  private static final long SIZE = (1L << 30) * GIB;
  private static final long SECONDS_AT_MOST = 120 + 60L * GIB;
  private static final List<String> LITTLE_MEMORY = List.of("-Xmx64m");

  @Test
  void gigabytes_go_through_a_heap_of_64_mib_byte_for_byte() throws Exception {
    Process listener = rsock("tcp", "listen", "127.0.0.1", "0");
    try {
      String port = port(listener, "listening .*:");
      carry(rsock("tcp", "connect", "127.0.0.1", port), listener);
    } finally {
      end(listener);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @ValueSource(strings = {"ncat --send-only 127.0.0.1 %s", "socat -u -b65536 - TCP:127.0.0.1:%s"})
  void gigabytes_come_from_another_program(String sender) throws Exception {
    Tools.require(sender.split(" ", 2)[0]);
    Process listener = rsock("tcp", "listen", "127.0.0.1", "0");
    try {
      String port = port(listener, "listening .*:");
      carry(program(sender.formatted(port)), listener);
    } finally {
      end(listener);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @ValueSource(
      strings = {
        "ncat -v --recv-only --listen 127.0.0.1 %d",
        "socat -u -dd -b65536 TCP-LISTEN:%d,bind=127.0.0.1 -"
      })
  void gigabytes_go_to_another_program(String receiver) throws Exception {
    Tools.require(receiver.split(" ", 2)[0]);
    Process listener = program(receiver.formatted(freePort()));
    try {
      String port = port(listener, ".*istening on .*127.0.0.1:");
      carry(rsock("tcp", "connect", "127.0.0.1", port), listener);
    } finally {
      end(listener);
    }
  }

  private static void carry(Process from, Process to) throws Exception {
    try {
      to.getOutputStream().close();
      Future<Sum> arrived = background(() -> RandomBytes.read(to.getInputStream()));
      Future<Sum> sent = background(() -> RandomBytes.write(SIZE, from.getOutputStream()));

      assertThat(arrived.get(SECONDS_AT_MOST, SECONDS))
          .isEqualTo(sent.get(SECONDS_AT_MOST, SECONDS));
      assertThat(exitCode(from)).isZero();
      assertThat(exitCode(to)).isZero();
    } finally {
      end(from);
    }
  }

  private static Process rsock(String... arguments) throws IOException {
    return new ProcessBuilder(RsockProcess.command(LITTLE_MEMORY, arguments)).start();
  }

  private static Process program(String command) throws IOException {
    return new ProcessBuilder(command.split(" ")).start();
  }

  /** Ncat does not tell which port it got for 0. */
  private static int freePort() throws IOException {
    try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return holder.getLocalPort();
    }
  }

  /** Reads what a server says until it names its port. */
  private static String port(Process server, String sentence) throws IOException {
    Pattern listening = Pattern.compile(sentence + "(\\d+)");
    BufferedReader said = server.errorReader();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher match = listening.matcher(line);
      if (match.matches()) {
        return match.group(1);
      }
    }
    throw new IOException("the server ended before it named its port");
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
