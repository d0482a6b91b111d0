package io.reactivesockets.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.Tolerates;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A certificate for another name is refused on every way to TLS, however lenient the policy. */
@Tolerates(
    value = {"NativeSslSession", "DefaultOpenSslKeyMaterial", "more objects not released"},
    because = "sessions to resume and converted keys are kept with their context")
class WrongNameTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final SocketProtectionLevel LEVEL = SocketProtectionLevel.TLS12;
  private static final String BORNE = "bank.example.test";
  private static final HostName CONNECTED = HostName.of("localhost");
  private static final TestAuthority ROOT = TestAuthority.root("Wrong Name Root");
  private static final TlsCredentials SERVER = ROOT.peer(BORNE);
  private static final List<StreamSocketListener> LISTENERS = new ArrayList<>();

  /** The ways to TLS, each to be refused when it is about {@link #CONNECTED}. */
  enum Way {
    CONNECT {
      @Override
      Mono<?> to(int port, StreamSocketControl control) {
        return StreamSocket.connect(CONNECTED.canonicalName(), port, LEVEL, control);
      }
    },
    CONNECT_ENDPOINTS {
      @Override
      Mono<?> to(int port, StreamSocketControl control) {
        return StreamSocket.connect(
            EndpointPair.to(CONNECTED, Integer.toString(port)), LEVEL, control);
      }
    },
    UPGRADE {
      @Override
      Mono<?> to(int port, StreamSocketControl control) {
        return StreamSocket.connect(CONNECTED.canonicalName(), port, control)
            .flatMap(socket -> socket.upgradeToTls(LEVEL));
      }
    },
    UPGRADE_WITH_NAME {
      @Override
      Mono<?> to(int port, StreamSocketControl control) {
        return StreamSocket.connect("127.0.0.1", port, control)
            .flatMap(socket -> socket.upgradeToTls(LEVEL, CONNECTED));
      }
    },
    UPGRADE_OF_AN_ADDRESS {
      @Override
      Mono<?> to(int port, StreamSocketControl control) {
        return StreamSocket.connect("127.0.0.1", port, control)
            .flatMap(socket -> socket.upgradeToTls(LEVEL));
      }
    },
    AFTER_A_SESSION_WITH_THE_RIGHT_NAME {
      @Override
      Mono<?> to(int port, StreamSocketControl control) {
        return StreamSocket.connect("127.0.0.1", port, control)
            .flatMap(
                socket ->
                    socket
                        .upgradeToTls(LEVEL, HostName.of(BORNE))
                        .then(socket.input().next())
                        .then(socket.close()))
            .then(Mono.defer(() -> UPGRADE_WITH_NAME.to(port, control)));
      }
    },
    WITH_THE_RIGHT_SERVER_NAME_SENT {
      @Override
      Mono<?> to(int port, StreamSocketControl control) {
        TlsClientControl asking = control.tls().toBuilder().serverName(BORNE).build();
        return CONNECT.to(port, control.toBuilder().tls(asking).build());
      }
    };

    abstract Mono<?> to(int port, StreamSocketControl control);
  }

  static Stream<Arguments> combinations() {
    List<TrustStore> stores =
        List.of(ROOT.trust(), TrustStore.of(SERVER.certificateChain().get(0)), TrustStore.system());
    List<Arguments> combinations = new ArrayList<>();
    for (TlsEngine engine : TlsEngine.values()) {
      for (Way way : Way.values()) {
        for (TrustStore store : stores) {
          for (boolean approving : new boolean[] {false, true}) {
            combinations.add(Arguments.of(engine, way, policy(store, approving)));
          }
        }
      }
    }
    return combinations.stream();
  }

  /** Everything that can be ignored is. */
  private static CertificatePolicy policy(TrustStore store, boolean approving) {
    CertificatePolicy.Builder policy =
        CertificatePolicy.builder()
            .trust(store)
            .ignore(
                Stream.of(CertificateDefect.values())
                    .filter(defect -> defect.severity() == CertificateErrorSeverity.IGNORABLE)
                    .toArray(CertificateDefect[]::new));
    if (approving) {
      policy.approver(verdict -> Mono.just(Decision.accept()));
    }
    return policy.build();
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1}, {2}]")
  @MethodSource("combinations")
  void the_name_is_always_checked(TlsEngine engine, Way way, CertificatePolicy policy) {
    TlsClientControl tls =
        TlsClientControl.builder().engine(engine).certificatePolicy(policy).build();

    Mono<?> attempt = way.to(port(engine), StreamSocketControl.builder().tls(tls).build());

    StepVerifier.create(attempt)
        .expectErrorSatisfies(
            error -> {
              assertThat(((SocketOperationException) error).status())
                  .isEqualTo(SocketErrorStatus.CERTIFICATE_COMMON_NAME_IS_INCORRECT);
              assertThat(CertificateVerdict.of(error).orElseThrow().refused())
                  .containsExactly(CertificateDefect.INVALID_NAME);
            })
        .verify(TIMEOUT);
  }

  @AfterAll
  static void close() {
    LISTENERS.forEach(listener -> listener.close().block(TIMEOUT));
    LISTENERS.clear();
  }

  /** One listener for each engine, which begins TLS on whatever comes and says a word. */
  private static int port(TlsEngine engine) {
    while (LISTENERS.size() < TlsEngine.values().length) {
      LISTENERS.add(listen(TlsEngine.values()[LISTENERS.size()]));
    }
    return LISTENERS.get(engine.ordinal()).port();
  }

  private static StreamSocketListener listen(TlsEngine engine) {
    StreamSocketListener listener =
        StreamSocketListener.bind(
                "127.0.0.1",
                0,
                LEVEL,
                StreamSocketListenerControl.builder()
                    .tls(TlsServerControl.builder(SERVER).engine(engine).build())
                    .build())
            .blockOptional(TIMEOUT)
            .orElseThrow();
    listener
        .connections()
        .flatMap(
            socket ->
                socket
                    .send(ByteBuffer.wrap(new byte[] {1}))
                    .thenMany(socket.input())
                    .then(socket.close())
                    .onErrorResume(failed -> socket.reset()))
        .subscribe(done -> {}, failed -> {});
    return listener;
  }
}
