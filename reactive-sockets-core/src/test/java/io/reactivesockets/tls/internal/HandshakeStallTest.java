package io.reactivesockets.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.testing.Tolerates;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.ClientAuthentication;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsEngine;
import io.reactivesockets.tls.TlsServerControl;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A peer that falls silent, at whatever step of the handshake, ends at the deadline. */
@Tolerates(
    value = {"NativeSslSession", "DefaultOpenSslKeyMaterial", "more objects not released"},
    because = "sessions to resume and converted keys are kept with their context")
class HandshakeStallTest {
  private static final String HOST = "server.example.test";
  private static final TestAuthority ROOT = TestAuthority.root("Stall Root");
  private static final TlsCredentials SERVER = ROOT.peer(HOST);
  private static final TlsCredentials CLIENT = ROOT.peer("client");
  private static final CertificatePolicy TRUSTING =
      CertificatePolicy.builder().trust(ROOT.trust()).build();
  private static final Duration LIMIT = Duration.ofSeconds(8);

  /** How far into a record a peer comes: its edge, its header, its content. */
  private static final int[] INTO_A_RECORD = {0, 3, 30};

  /** More than any side of a handshake has. */
  private static final int STEPS = 11 * INTO_A_RECORD.length;

  /** One version and one side that stalls, at each step of a handshake of its own. */
  private static final class Stalls implements AutoCloseable {
    private final String name;
    private final TlsPair pair;
    private final List<Relay> relays = new ArrayList<>();
    private final List<Mono<Boolean>> outcomes = new ArrayList<>();

    Stalls(TlsEngine engine, String version, PeerRole stalling) {
      name = version + ", " + stalling + " stalls";
      pair = TlsPair.serving(server(engine, version));
    }

    void begin(TlsEngine engine, PeerRole stalling) throws IOException {
      for (int step = 0; step < STEPS; step++) {
        Cut cut = new Cut(step / INTO_A_RECORD.length, INTO_A_RECORD[step % INTO_A_RECORD.length]);
        Relay relay =
            new Relay(
                pair.port(),
                stalling == PeerRole.CLIENT ? cut : Cut.NONE,
                stalling == PeerRole.SERVER ? cut : Cut.NONE);
        relays.add(relay);
        TlsPair.Side client = pair.connectThrough(relay.port(), client(engine), HOST);
        TlsPair.Side server = pair.accepted();
        outcomes.add(completes(stalling == PeerRole.SERVER ? client : server));
      }
    }

    /** Timed out up to some step, and complete from there on. */
    void judge() {
      List<Boolean> completed =
          Flux.concat(outcomes).collectList().blockOptional(TlsPair.TIMEOUT).orElseThrow();
      int steps = completed.indexOf(true);
      assertThat(steps).as(name).isBetween(2 * INTO_A_RECORD.length, STEPS - 1);
      assertThat(completed.subList(steps, completed.size())).as(name).containsOnly(true);
    }

    @Override
    public void close() throws IOException {
      for (Relay relay : relays) {
        relay.close();
      }
      pair.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_peer_that_stalls_at_any_step_ends_at_the_deadline(TlsEngine engine) throws IOException {
    // given: handshakes of which both sides show certificates, with a stall at each step
    List<Stalls> all = new ArrayList<>();
    try {
      for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
        for (PeerRole stalling : PeerRole.values()) {
          Stalls stalls = new Stalls(engine, version, stalling);
          all.add(stalls);
          stalls.begin(engine, stalling);
        }
      }

      // then
      all.forEach(Stalls::judge);
    } finally {
      for (Stalls stalls : all) {
        stalls.close();
      }
    }
  }

  /** Emits whether a handshake completes; it fails in no other way than at its deadline. */
  private static Mono<Boolean> completes(TlsPair.Side side) {
    return side.information()
        .map(information -> true)
        .onErrorResume(
            SocketOperationException.class,
            error -> {
              assertThat(error.status())
                  .as(error.toString())
                  .isEqualTo(SocketErrorStatus.OPERATION_TIMED_OUT);
              return Mono.just(false);
            });
  }

  private static TlsServerControl server(TlsEngine engine, String version) {
    TlsServerControl.Builder control =
        TlsServerControl.builder(SERVER)
            .engine(engine)
            .clientAuthentication(ClientAuthentication.REQUIRED)
            .certificatePolicy(TRUSTING)
            .handshakeTimeout(LIMIT);
    return version.equals("TLSv1.2")
        ? control.cipherSuites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256").build()
        : control.build();
  }

  private static TlsClientControl client(TlsEngine engine) {
    return TlsClientControl.builder()
        .engine(engine)
        .credentials(CLIENT)
        .sessionTimeout(Duration.ZERO)
        .handshakeTimeout(LIMIT)
        .certificatePolicy(TRUSTING)
        .build();
  }

  /**
   * Where a peer stalls.
   *
   * @param records how many records pass whole
   * @param bytes how much of the next one
   */
  private record Cut(int records, int bytes) {
    static final Cut NONE = new Cut(Integer.MAX_VALUE, 0);
  }

  /** Passes records on between two sockets until a cut, then goes silent and stays open. */
  private static final class Relay implements AutoCloseable {
    private final ServerSocket listening;
    private final List<AutoCloseable> open = new ArrayList<>();

    Relay(int port, Cut fromClient, Cut fromServer) throws IOException {
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

    private static void pump(Socket from, Socket to, Cut cut) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  DataInputStream in = new DataInputStream(from.getInputStream());
                  OutputStream out = to.getOutputStream();
                  for (int passed = 0; passed < cut.records(); passed++) {
                    out.write(record(in));
                  }
                  byte[] last = record(in);
                  out.write(last, 0, Math.min(last.length, cut.bytes()));
                } catch (IOException e) {
                  return; // the test has ended
                }
              },
              "relay pump");
      thread.setDaemon(true);
      thread.start();
    }

    private static byte[] record(DataInputStream in) throws IOException {
      byte[] header = in.readNBytes(5);
      if (header.length < 5) {
        throw new EOFException();
      }
      int length = ByteBuffer.wrap(header).getShort(3) & 0xffff;
      byte[] record = Arrays.copyOf(header, 5 + length);
      in.readFully(record, 5, length);
      return record;
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
