package io.reactivesockets.samples.rsock.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.host.HostName;
import io.reactivesockets.stream.StreamSocket;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Each plain protocol up to the point where TLS begins, with servers that agree or do not. */
class StartTlsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final HostName HOST = HostName.of("host.example");
  private static final String LDAP_REQUEST =
      hex("301d 020101 7718 8016") + "1.3.6.1.4.1.1466.20037";
  private static final String LDAP_DONE = hex("300c 020101 7807 0a0100 0400 0400");
  private static final String LDAP_UNAVAILABLE = hex("300c 020101 7807 0a0134 0400 0400");
  private static final String SSL_REQUEST = hex("00000008 04d2162f");
  private static final String FEATURES =
      "<?xml version='1.0'?><stream:stream><stream:features><starttls xmlns='%s'><required/>"
          + "</starttls></stream:features>";

  static Stream<Arguments> servers() {
    return Stream.of(
        Arguments.of(
            StartTls.SMTP,
            List.of(
                "220-mail.example\r\n220 ready\r\n",
                "EHLO rsock.invalid\r\n",
                "250-mail.example\r\n250-PIPELINING\r\n250 STARTTLS\r\n",
                "STARTTLS\r\n",
                "220 go\r\n")),
        Arguments.of(
            StartTls.IMAP,
            List.of("* OK [CAPABILITY IMAP4rev1]\r\n", "a STARTTLS\r\n", "* NO\r\na OK go\r\n")),
        Arguments.of(StartTls.POP3, List.of("+OK hello\r\n", "STLS\r\n", "+OK go\r\n")),
        Arguments.of(StartTls.FTP, List.of("220-a\r\n220 b\r\n", "AUTH TLS\r\n", "234 go\r\n")),
        Arguments.of(StartTls.LDAP, List.of("", LDAP_REQUEST, LDAP_DONE)),
        Arguments.of(StartTls.POSTGRES, List.of("", SSL_REQUEST, "S")),
        Arguments.of(
            StartTls.XMPP,
            List.of(
                "",
                "<?xml version='1.0'?><stream:stream xmlns='jabber:client'"
                    + " xmlns:stream='http://etherx.jabber.org/streams' to='host.example'"
                    + " version='1.0'>\r\n",
                FEATURES.formatted("urn:ietf:params:xml:ns:xmpp-tls"),
                "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>\r\n",
                "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")));
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("servers")
  void the_server_is_asked_in_its_own_words_and_nothing_behind_its_answer_is_taken(
      StartTls protocol, List<String> talk) throws IOException {
    // given
    try (Script server = new Script(talk, "behind")) {
      // when
      Mono<String> behind =
          negotiating(
              server,
              socket ->
                  protocol
                      .negotiate(socket, HOST, TIMEOUT)
                      .thenMany(socket.input())
                      .map(bytes -> ISO_8859_1.decode(bytes).toString())
                      .reduce(String::concat));

      // then
      StepVerifier.create(behind).expectNext("behind").expectComplete().verify(TIMEOUT);
      assertThat(server.outcome()).isEqualTo("as written");
    }
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(StartTls.SMTP, List.of("554 no\r\n")),
        Arguments.of(
            StartTls.SMTP,
            List.of("220 x\r\n", "EHLO rsock.invalid\r\n", "250-x\r\n250 PIPELINING\r\n")),
        Arguments.of(StartTls.IMAP, List.of("* OK\r\n", "a STARTTLS\r\n", "a BAD what\r\n")),
        Arguments.of(StartTls.POP3, List.of("+OK\r\n", "STLS\r\n", "-ERR what\r\n")),
        Arguments.of(StartTls.FTP, List.of("220 x\r\n", "AUTH TLS\r\n", "500 what\r\n")),
        Arguments.of(StartTls.LDAP, List.of("", LDAP_REQUEST, LDAP_UNAVAILABLE)),
        Arguments.of(StartTls.LDAP, List.of("", LDAP_REQUEST, "what")),
        Arguments.of(StartTls.POSTGRES, List.of("", SSL_REQUEST, "N")),
        Arguments.of(StartTls.POP3, List.of("")));
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1}]")
  @MethodSource("refusals")
  void a_server_that_does_not_agree_is_refused_with_its_answer(StartTls protocol, List<String> talk)
      throws IOException {
    try (Script server = new Script(talk, "")) {
      Mono<Void> negotiation =
          negotiating(server, socket -> protocol.negotiate(socket, HOST, TIMEOUT));

      StepVerifier.create(negotiation)
          .expectErrorSatisfies(
              error ->
                  assertThat(((SocketOperationException) error).status())
                      .isEqualTo(SocketErrorStatus.OPERATION_NOT_SUPPORTED))
          .verify(TIMEOUT);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(StartTls.class)
  void a_server_that_says_nothing_is_given_up_at_the_timeout(StartTls protocol) throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Mono<Void> negotiation =
          Mono.usingWhen(
              StreamSocket.connect("127.0.0.1", silent.getLocalPort()),
              socket -> protocol.negotiate(socket, HOST, Duration.ofMillis(100)),
              StreamSocket::reset);

      StepVerifier.create(negotiation)
          .expectErrorSatisfies(
              error ->
                  assertThat(((SocketOperationException) error).status())
                      .isEqualTo(SocketErrorStatus.OPERATION_TIMED_OUT))
          .verify(TIMEOUT);
    }
  }

  private static String hex(String bytes) {
    return new String(HexFormat.of().parseHex(bytes.replace(" ", "")), ISO_8859_1);
  }

  private static <T> Mono<T> negotiating(Script server, Function<StreamSocket, Mono<T>> talk) {
    return Mono.usingWhen(
        StreamSocket.connect("127.0.0.1", server.port()), talk, StreamSocket::reset);
  }

  /** A server that speaks first: its line, the client's, its next line, and so on, then ends. */
  private static final class Script implements AutoCloseable {

    private final ServerSocket listening;
    private final CompletableFuture<String> outcome = new CompletableFuture<>();

    Script(List<String> talk, String behind) throws IOException {
      listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      Thread thread = new Thread(() -> play(talk, behind), "script");
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return listening.getLocalPort();
    }

    String outcome() {
      return outcome.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
    }

    private void play(List<String> talk, String behind) {
      try (Socket client = listening.accept()) {
        boolean speaks = true;
        for (int i = 0; i < talk.size(); i++) {
          byte[] words = talk.get(i).getBytes(ISO_8859_1);
          if (speaks) {
            boolean last = i == talk.size() - 1;
            client
                .getOutputStream()
                .write(last ? (talk.get(i) + behind).getBytes(ISO_8859_1) : words);
          } else {
            expect(client.getInputStream(), words);
          }
          speaks = !speaks;
        }
        client.shutdownOutput();
        outcome.complete("as written");
        while (client.getInputStream().read() >= 0) {
          continue; // until the client leaves
        }
      } catch (IOException e) {
        outcome.complete(e.toString());
      }
    }

    private static void expect(InputStream input, byte[] words) throws IOException {
      byte[] said = input.readNBytes(words.length);
      if (!new String(said, ISO_8859_1).equals(new String(words, ISO_8859_1))) {
        throw new IOException("the client said " + new String(said, ISO_8859_1));
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }
}
