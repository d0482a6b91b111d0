package io.reactivesockets.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.testing.Tolerates;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsEngine;
import io.reactivesockets.tls.TlsServerControl;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.StepVerifier;

/** A peer that falls silent, at whatever byte of the handshake, ends at the deadline. */
@Tolerates(
    value = {"NativeSslSession", "DefaultOpenSslKeyMaterial", "more objects not released"},
    because = "sessions to resume and converted keys are kept with their context")
class HandshakeStallTest {
  private static final String HOST = "server.example.test";
  private static final TestAuthority ROOT = TestAuthority.root("Stall Root");
  private static final TlsCredentials SERVER = ROOT.peer(HOST);
  private static final Duration LIMIT = Duration.ofMillis(1500);

  static Stream<Arguments> cuts() {
    List<Arguments> cuts = new ArrayList<>();
    for (TlsEngine engine : TlsEngine.values()) {
      // The server's flight: nothing, part of a record header, within ServerHello, the rest.
      for (int bytes : new int[] {0, 3, 40, 127, 200, 600, 900}) {
        cuts.add(Arguments.of(engine, "server", bytes));
      }
      // The client's: nothing, part of the hello.
      for (int bytes : new int[] {0, 3, 100}) {
        cuts.add(Arguments.of(engine, "client", bytes));
      }
    }
    return cuts.stream();
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1} after {2} bytes]")
  @MethodSource("cuts")
  void a_peer_that_stalls_ends_at_the_deadline(TlsEngine engine, String who, int bytes)
      throws IOException {
    TlsServerControl server =
        TlsServerControl.builder(SERVER).engine(engine).handshakeTimeout(LIMIT).build();
    TlsClientControl client =
        TlsClientControl.builder()
            .engine(engine)
            .handshakeTimeout(LIMIT)
            .certificatePolicy(CertificatePolicy.builder().trust(ROOT.trust()).build())
            .build();
    try (TlsPair pair = TlsPair.serving(server);
        Relay relay =
            new Relay(
                pair.port(),
                who.equals("client") ? bytes : Integer.MAX_VALUE,
                who.equals("server") ? bytes : Integer.MAX_VALUE)) {
      TlsPair.Side here = pair.connectThrough(relay.port(), client, HOST);
      TlsPair.Side stalled = who.equals("server") ? here : pair.accepted();
      StepVerifier.create(stalled.information())
          .expectErrorSatisfies(
              error -> {
                assertThat(error).isInstanceOf(SocketOperationException.class);
                assertThat(((SocketOperationException) error).status())
                    .isEqualTo(SocketErrorStatus.OPERATION_TIMED_OUT);
              })
          .verify(TlsPair.TIMEOUT);
    }
  }

  /** Passes bytes on between two sockets until a limit, then goes silent and stays open. */
  private static final class Relay implements AutoCloseable {
    private final ServerSocket listening;
    private final List<AutoCloseable> open = new ArrayList<>();

    Relay(int port, int fromClient, int fromServer) throws IOException {
      listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      Thread acceptor =
          new Thread(
              () -> {
                try {
                  Socket client = listening.accept();
                  Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                  synchronized (open) {
                    open.add(client);
                    open.add(server);
                  }
                  pump(client, server, fromClient);
                  pump(server, client, fromServer);
                } catch (IOException e) {
                  return; // the test has ended
                }
              },
              "relay");
      acceptor.setDaemon(true);
      acceptor.start();
    }

    int port() {
      return listening.getLocalPort();
    }

    private static void pump(Socket from, Socket to, int limit) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  InputStream in = from.getInputStream();
                  OutputStream out = to.getOutputStream();
                  for (int left = limit; left > 0; left--) {
                    int next = in.read();
                    if (next < 0) {
                      return;
                    }
                    out.write(next);
                  }
                } catch (IOException e) {
                  return; // the test has ended
                }
              },
              "relay pump");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() throws IOException {
      listening.close();
      synchronized (open) {
        for (AutoCloseable each : open) {
          ((Socket) each).close();
        }
      }
    }
  }
}
