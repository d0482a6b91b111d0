package io.reactivesockets.samples.rsock.tls;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.HostName;
import io.reactivesockets.stream.StreamSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import reactor.core.publisher.Mono;

/** The protocols that begin in clear, and how each asks for TLS. */
enum StartTls {
  /** RFC 3207. */
  SMTP {
    @Override
    Mono<?> ask(Dialogue talk, HostName host) {
      return talk.expectReply("220")
          .then(talk.line("EHLO rsock.invalid"))
          .then(talk.expectReply("250"))
          .doOnNext(extensions -> offered(talk, extensions, "STARTTLS"))
          .then(talk.line("STARTTLS"))
          .then(talk.expectReply("220"));
    }
  },

  /** RFC 9051, section 6.2.1. */
  IMAP {
    @Override
    Mono<?> ask(Dialogue talk, HostName host) {
      return talk.expect("* OK")
          .then(talk.line("a STARTTLS"))
          .then(talk.expectTagged("a ", "a OK"));
    }
  },

  /** RFC 2595, section 4. */
  POP3 {
    @Override
    Mono<?> ask(Dialogue talk, HostName host) {
      return talk.expect("+OK").then(talk.line("STLS")).then(talk.expect("+OK"));
    }
  },

  /** RFC 4217, section 4. */
  FTP {
    @Override
    Mono<?> ask(Dialogue talk, HostName host) {
      return talk.expectReply("220").then(talk.line("AUTH TLS")).then(talk.expectReply("234"));
    }
  },

  /** RFC 4511, section 4.14. */
  LDAP {
    @Override
    Mono<?> ask(Dialogue talk, HostName host) {
      return talk.send(LdapStartTls.request())
          .then(talk.next(LdapStartTls::new))
          .doOnNext(
              result -> {
                if (result != 0) {
                  throw talk.refused("the server answers with LDAP result " + result);
                }
              });
    }
  },

  /** The SSLRequest of PostgreSQL's protocol: a length, a code, and one letter in return. */
  POSTGRES {
    private static final int LENGTH = 8;
    private static final int SSL_REQUEST = 80_877_103;

    @Override
    Mono<?> ask(Dialogue talk, HostName host) {
      return talk.send(ByteBuffer.allocate(LENGTH).putInt(LENGTH).putInt(SSL_REQUEST).flip())
          .then(talk.next(() -> (input, end) -> input.hasRemaining() ? input.get() : null))
          .doOnNext(
              letter -> {
                if (letter != 'S') {
                  throw talk.refused("the server answers '" + (char) letter.byteValue() + "'");
                }
              });
    }
  },

  /** RFC 6120, section 5. */
  XMPP {
    @Override
    Mono<?> ask(Dialogue talk, HostName host) {
      return XmppStartTls.ask(talk, host);
    }
  };

  /** Goes through the plain protocol up to the point where TLS begins. */
  abstract Mono<?> ask(Dialogue talk, HostName host);

  Mono<Void> negotiate(StreamSocket socket, HostName host, Duration timeout) {
    String operation = "STARTTLS by " + name().toLowerCase(Locale.ROOT);
    return ask(new Dialogue(socket, operation), host)
        .timeout(timeout)
        .onErrorMap(TimeoutException.class, late -> late(operation, host, timeout, late))
        .then();
  }

  static void offered(Dialogue talk, String extensions, String wanted) {
    if (!extensions.toUpperCase(Locale.ROOT).contains(wanted)) {
      throw talk.refused("the server does not offer " + wanted);
    }
  }

  private static SocketOperationException late(
      String operation, HostName host, Duration timeout, TimeoutException cause) {
    return SocketOperationException.builder(SocketPhase.TLS, operation)
        .status(SocketErrorStatus.OPERATION_TIMED_OUT)
        .target(host.canonicalName())
        .elapsed(timeout)
        .hint("check that it speaks this protocol there")
        .cause(cause)
        .build();
  }

  /** Reads a protocol from the command line. */
  static final class Converter implements ITypeConverter<StartTls> {

    @Override
    public StartTls convert(String text) {
      String name = text.toUpperCase(Locale.ROOT);
      return Arrays.stream(values())
          .filter(protocol -> protocol.name().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'"
                          + text
                          + "' is no protocol with STARTTLS here (expected: smtp, imap, pop3,"
                          + " ldap, postgres, xmpp or ftp)"));
    }
  }
}
