package io.reactivesockets.samples.rsock.tcp;

import io.reactivesockets.framing.Framer;
import io.reactivesockets.framing.Framing;
import io.reactivesockets.samples.rsock.console.DurationConverter;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;

/** The options that connected and accepted sockets share. */
final class StreamOptions {

  private static final Framer LINES =
      Framing.lines(Framing.DEFAULT_MAX_FRAME_BYTES).emitUnterminated();

  @Option(
      names = "--lines",
      description =
          "Take what comes as lines, and write each whole and ended by LF: those of several "
              + "connections do not mix. A line of more than 65,536 bytes is an error.")
  private boolean lines;

  @Option(
      names = "--idle-timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "End a connection on which no byte passes for so long. Default: never.")
  private @Nullable Duration idleTimeout;

  /** Puts the options into a control. */
  void applyTo(StreamSocketControl.Builder control) {
    if (idleTimeout != null) {
      control.idleTimeout(idleTimeout);
    }
  }

  /** Returns what comes in on a socket, as the options want it. */
  Flux<ByteBuffer> inputOf(StreamSocket socket) {
    return lines ? socket.input(LINES::newDecoder).map(LINES::encode) : socket.input();
  }
}
