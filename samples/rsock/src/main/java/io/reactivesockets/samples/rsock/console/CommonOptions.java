package io.reactivesockets.samples.rsock.console;

import io.reactivesockets.transport.Transport;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has. */
public final class CommonOptions {

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      converter = TransportConverter.class,
      description = "What to stand on: nio, epoll, io_uring or kqueue. Default: what is best here.")
  private @Nullable Transport transport;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = {
        "connect: how long connecting may take in all (default 30s).",
        "listen: how long to wait for the first connection (default: for ever).",
        "tour: how long all of it may take (default 30s).",
        "TIME is a number and ms, s, m or h; seconds if there is none."
      })
  private @Nullable Duration timeout;

  @Option(
      names = "--info",
      description = "At the end, print what is known of the socket as a JSON object on stderr.")
  private boolean info;

  /**
   * Returns the transport asked for.
   *
   * @return the transport, empty if the system is to choose
   */
  public Optional<Transport> transport() {
    return Optional.ofNullable(transport);
  }

  /**
   * Returns the time limit.
   *
   * @return the limit, empty for the default of the command
   */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /**
   * Tells whether the Information is to be printed at the end.
   *
   * @return whether {@code --info} was given
   */
  public boolean info() {
    return info;
  }
}
