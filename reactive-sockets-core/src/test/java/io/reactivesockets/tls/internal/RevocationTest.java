package io.reactivesockets.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.reactivesockets.testing.Tolerates;
import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.CertificateVerdict;
import io.reactivesockets.tls.RevocationPolicy;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsEngine;
import io.reactivesockets.tls.TlsServerControl;
import io.reactivesockets.tls.TrustStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** Revocation by OCSP and lists, from the network and stapled. */
@Tolerates(
    value = {
      "NativeSslSession",
      "DefaultOpenSslKeyMaterial",
      "more objects not released",
      "HttpClient",
      "HTTP-Dispatcher"
    },
    because = "they are kept with their context, or with the one HTTP client")
class RevocationTest {
  private static final String HOST = "server.example.test";
  private static final TestAuthority ROOT = TestAuthority.root("Revocation Root");

  private HttpServer http = newServer();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile byte[] body = new byte[0];
  private final CountDownLatch ended = new CountDownLatch(1);

  @BeforeEach
  void start() {
    http.createContext(
        "/answer",
        exchange -> {
          requests.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    http.createContext(
        "/slow",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          try {
            ended.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    http.start();
  }

  @AfterEach
  void stop() {
    ended.countDown();
    http.stop(0);
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_good_ocsp_answer_passes_and_a_bad_one_refuses(TlsEngine engine) {
    // given
    TlsCredentials server = ROOT.peer(HOST, spec -> spec.ocspResponder = place("/answer"));
    TlsCredentials revoked = ROOT.peer(HOST, spec -> spec.ocspResponder = place("/answer"));
    X509Certificate own = server.certificateChain().get(0);

    // then
    body = ROOT.ocspResponse(own, false);
    assertThat(verdict(engine, server, RevocationPolicy.hard()).defects()).isEmpty();
    body = ROOT.ocspResponse(revoked.certificateChain().get(0), true);
    assertThat(verdict(engine, revoked, RevocationPolicy.soft()).refused())
        .containsExactly(CertificateDefect.REVOKED);
    assertThat(requests).hasValue(2);
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_list_is_fetched_where_the_certificate_says(TlsEngine engine) throws Exception {
    TlsCredentials server = ROOT.peer(HOST, spec -> spec.revocationList = place("/answer"));
    body = ROOT.list(server.certificateChain().get(0)).getEncoded();
    assertThat(verdict(engine, server, RevocationPolicy.hard()).refused())
        .containsExactly(CertificateDefect.REVOKED);
  }

  @Test
  void a_good_list_passes_and_is_not_fetched_again_soon() throws Exception {
    TlsCredentials server =
        ROOT.peer(HOST, spec -> spec.revocationList = place("/answer") + "?kept");
    body = ROOT.list().getEncoded();
    for (int i = 0; i < 3; i++) {
      assertThat(verdict(TlsEngine.JDK, server, RevocationPolicy.hard()).defects()).isEmpty();
    }
    assertThat(requests).hasValue(1);
  }

  @Test
  void somebody_elses_answer_does_not_hold() {
    TlsCredentials server = ROOT.peer(HOST, spec -> spec.ocspResponder = place("/answer"));
    body =
        TestAuthority.root("Revocation Root").ocspResponse(server.certificateChain().get(0), false);
    assertThat(verdict(TlsEngine.JDK, server, RevocationPolicy.hard()).refused())
        .containsExactly(CertificateDefect.REVOCATION_FAILURE);
  }

  @Test
  void an_answer_that_does_not_hold_is_asked_for_again() throws Exception {
    // given
    TlsCredentials asked = ROOT.peer(HOST, spec -> spec.ocspResponder = place("/answer"));
    TlsCredentials listed =
        ROOT.peer(HOST, spec -> spec.revocationList = place("/answer") + "?again");
    body = "try later".getBytes(StandardCharsets.UTF_8);
    for (TlsCredentials server : List.of(asked, listed)) {
      assertThat(verdict(TlsEngine.JDK, server, RevocationPolicy.hard()).refused())
          .containsExactly(CertificateDefect.REVOCATION_FAILURE);
    }

    // then
    body = ROOT.ocspResponse(asked.certificateChain().get(0), false);
    assertThat(verdict(TlsEngine.JDK, asked, RevocationPolicy.hard()).defects()).isEmpty();
    body = ROOT.list().getEncoded();
    assertThat(verdict(TlsEngine.JDK, listed, RevocationPolicy.hard()).defects()).isEmpty();
  }

  @Test
  void an_answer_that_does_not_end_is_given_up_at_the_deadline() {
    TlsCredentials server = ROOT.peer(HOST, spec -> spec.ocspResponder = place("/slow"));
    RevocationPolicy policy = RevocationPolicy.hard().withTimeout(Duration.ofMillis(400));
    assertThat(verdict(TlsEngine.JDK, server, policy).refused())
        .containsExactly(CertificateDefect.REVOCATION_FAILURE);
  }

  @Test
  void an_answer_that_is_too_large_is_given_up() throws Exception {
    TlsCredentials server = ROOT.peer(HOST, spec -> spec.revocationList = place("/answer"));
    body = ROOT.list().getEncoded();
    assertThat(
            verdict(
                    TlsEngine.JDK,
                    server,
                    RevocationPolicy.hard().withMaxResponseBytes(body.length - 1))
                .refused())
        .containsExactly(CertificateDefect.REVOCATION_FAILURE);
  }

  @Test
  void a_soft_policy_ignores_and_shows_what_it_could_not_find_out() {
    TlsCredentials server = ROOT.peer(HOST, spec -> spec.ocspResponder = place("/missing"));
    CertificateVerdict verdict = verdict(TlsEngine.JDK, server, RevocationPolicy.soft());
    assertThat(verdict.isAccepted()).isTrue();
    assertThat(verdict.ignored()).containsExactly(CertificateDefect.REVOCATION_FAILURE);
  }

  @Test
  void an_untrusted_chain_does_not_choose_where_this_machine_connects_to() {
    TlsCredentials server = ROOT.peer(HOST, spec -> spec.ocspResponder = place("/answer"));
    CertificatePolicy policy =
        CertificatePolicy.builder()
            .trust(TrustStore.of())
            .ignore(CertificateDefect.UNTRUSTED_ROOT)
            .revocation(RevocationPolicy.soft())
            .build();
    assertThat(verdict(TlsEngine.JDK, server, policy).isAccepted()).isTrue();
    assertThat(requests).hasValue(0);
  }

  @Test
  void a_stapled_answer_spares_the_network() {
    // given
    TlsCredentials server = ROOT.peer(HOST, spec -> spec.ocspResponder = place("/answer"));
    X509Certificate own = server.certificateChain().get(0);
    TlsServerControl good =
        TlsServerControl.builder(server.withOcspResponse(ROOT.ocspResponse(own, false)))
            .engine(TlsEngine.BORINGSSL)
            .build();
    TlsServerControl bad =
        TlsServerControl.builder(server.withOcspResponse(ROOT.ocspResponse(own, true)))
            .engine(TlsEngine.BORINGSSL)
            .build();
    CertificatePolicy policy =
        CertificatePolicy.builder()
            .trust(ROOT.trust())
            .revocation(RevocationPolicy.hard().withoutNetwork())
            .build();

    // then
    for (TlsEngine engine : TlsEngine.values()) {
      assertThat(verdict(engine, good, policy).defects()).isEmpty();
      assertThat(verdict(engine, bad, policy).refused()).containsExactly(CertificateDefect.REVOKED);
    }
    assertThat(requests).hasValue(0);
  }

  private String place(String path) {
    return "http://127.0.0.1:" + http.getAddress().getPort() + path;
  }

  private static CertificateVerdict verdict(
      TlsEngine engine, TlsCredentials server, RevocationPolicy revocation) {
    return verdict(
        engine,
        server,
        CertificatePolicy.builder().trust(ROOT.trust()).revocation(revocation).build());
  }

  private static CertificateVerdict verdict(
      TlsEngine engine, TlsCredentials server, CertificatePolicy policy) {
    return verdict(engine, TlsServerControl.builder(server).engine(engine).build(), policy);
  }

  private static CertificateVerdict verdict(
      TlsEngine engine, TlsServerControl server, CertificatePolicy policy) {
    TlsClientControl client =
        TlsClientControl.builder()
            .engine(engine)
            .sessionTimeout(Duration.ZERO)
            .certificatePolicy(policy)
            .build();
    try (TlsPair pair = TlsPair.serving(server)) {
      return pair.connect(client, HOST)
          .information()
          .map(information -> information.verdict().orElseThrow())
          .onErrorResume(error -> Mono.justOrEmpty(CertificateVerdict.of(error)))
          .blockOptional(TlsPair.TIMEOUT)
          .orElseThrow();
    }
  }

  private static HttpServer newServer() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
