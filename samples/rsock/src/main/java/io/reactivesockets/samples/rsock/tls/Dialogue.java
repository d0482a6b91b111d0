package io.reactivesockets.samples.rsock.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.framing.ByteDecoder;
import io.reactivesockets.framing.Framing;
import io.reactivesockets.framing.TextFramer;
import io.reactivesockets.samples.rsock.console.Addresses;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketInformation;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** The talk before TLS. It takes one answer at a time off the socket, and not a byte behind it. */
final class Dialogue {

  private static final int LONGEST_LINE = 8_192;
  private static final int CODE_LENGTH = 3;
  private static final TextFramer LINES = Framing.lines(UTF_8, LONGEST_LINE);

  private final StreamSocket socket;
  private final String operation;

  Dialogue(StreamSocket socket, String operation) {
    this.socket = socket;
    this.operation = operation;
  }

  /** Sends a line, ended by CRLF. */
  Mono<Void> line(String text) {
    return send(UTF_8.encode(text + "\r\n"));
  }

  Mono<Void> send(ByteBuffer bytes) {
    return Mono.defer(() -> socket.send(bytes));
  }

  /** Takes one item. */
  <T> Mono<T> next(Supplier<? extends ByteDecoder<T>> decoders) {
    return Mono.defer(
        () ->
            socket
                .input(decoders)
                .next()
                .switchIfEmpty(Mono.error(() -> refused("the server ended the connection"))));
  }

  /** Takes one line. */
  Mono<String> nextLine() {
    return next(LINES::newDecoder);
  }

  /** Takes a line, which has to begin as said. */
  Mono<String> expect(String beginning) {
    return nextLine().map(line -> checked(line, beginning));
  }

  /** Takes lines up to the one that begins as said; others begin with {@code *}. */
  Mono<String> expectTagged(String tag, String beginning) {
    return nextLine()
        .expand(line -> line.startsWith(tag) ? Mono.empty() : nextLine())
        .last()
        .map(line -> checked(line, beginning));
  }

  /** Takes a reply of SMTP and FTP, perhaps of several lines, and emits all of it. */
  Mono<String> expectReply(String code) {
    return nextLine()
        .expand(line -> isLast(line) ? Mono.empty() : nextLine())
        .reduce((lines, line) -> lines + "\n" + line)
        .map(lines -> checked(lines, code));
  }

  private static boolean isLast(String line) {
    return line.length() <= CODE_LENGTH || line.charAt(CODE_LENGTH) != '-';
  }

  private String checked(String answer, String beginning) {
    if (!answer.startsWith(beginning)) {
      throw refused("the server answers '" + answer + "' instead of '" + beginning + "'");
    }
    return answer;
  }

  /** The server will not, or does not know how. */
  SocketOperationException refused(String reason) {
    StreamSocketInformation server = socket.information();
    return SocketOperationException.builder(SocketPhase.TLS, operation)
        .status(SocketErrorStatus.OPERATION_NOT_SUPPORTED)
        .target(Addresses.text(server.remoteAddress(), server.remotePort()))
        .reason(reason)
        .hint("check that it speaks this protocol there, and offers TLS")
        .build();
  }
}
