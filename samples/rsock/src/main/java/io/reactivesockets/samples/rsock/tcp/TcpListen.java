package io.reactivesockets.samples.rsock.tcp;

import io.reactivesockets.host.HostName;
import io.reactivesockets.samples.rsock.console.Addresses;
import io.reactivesockets.samples.rsock.console.CommonOptions;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.samples.rsock.console.Inheritance;
import io.reactivesockets.samples.rsock.tls.ServerTls;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.stream.StreamSocketListenerInformation;
import io.reactivesockets.tls.SocketProtectionLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Listens, and serves each connection from standard input and output, or with an echo. */
@Command(
    name = "listen",
    description = {
      "Listens for connections; the first line on stderr is 'listening HOST:PORT'.",
      "What comes on any connection goes to stdout; stdin goes to every connection that is open, "
          + "at the pace of the slowest, and its end ends the output of each (FIN). A connection is over "
          + "when both directions have ended, or half a second after its peer has finished if nothing has "
          + "come on stdin by then; the command is done when no connection is left."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class TcpListen implements Callable<Integer> {

  private static final Duration TIME_TO_END = Duration.ofSeconds(2);

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "HOST",
      description = "A name or an address of this machine, 0.0.0.0 or :: for all.")
  private String host = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PORT",
      description = "A port or a name of the services file; 0 for a port that the system picks.")
  private String port = "";

  @Option(
      names = "--echo",
      description =
          "Send back to each connection what it sends, and leave stdin and stdout alone; goes on "
              + "until interrupted.")
  private boolean echo;

  @Option(
      names = "--keep-open",
      description = "Go on listening when no connection is left, until interrupted.")
  private boolean keepOpen;

  @Option(
      names = "--inherited",
      description =
          "Serve the listener that systemd (LISTEN_FDS) or inetd passes, in place of HOST and PORT; "
              + "Linux, and not with TLS.")
  private boolean inherited;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "100",
      description = {
        "How many connections to serve at once; others wait in the backlog of the kernel.",
        "Default: ${DEFAULT-VALUE}."
      })
  private int maxConnections;

  @Option(
      names = "--handover",
      paramLabel = "PATH",
      description = {
        "Take over from the command that runs with the same PATH: its listener, whatever HOST and "
            + "PORT are here, and its live connections, of which no byte is lost; it ends then. "
            + "Listen anew if none runs. Run the same line again to restart a server that is in use.",
        "PATH is that of a socket which is made there, in a directory of this user's own. Needs "
            + "--echo, and Linux; not with TLS, whose sessions cannot leave their process."
      })
  private @Nullable Path handover;

  @Mixin private ServerTls tls = new ServerTls();
  @Mixin private StreamOptions options = new StreamOptions();
  @Mixin private CommonOptions common = new CommonOptions();

  private final Console console;

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public TcpListen(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "--max-connections: " + maxConnections + " (expected: 1 or more)");
    }
    Inheritance.check(inherited, host, port);
    StreamSocketListenerControl control = control();
    boolean untilInterrupted = echo || keepOpen;
    Integer failed =
        Mono.usingWhen(
                open(control).doOnNext(this::tell),
                opened -> serve(opened, new Serving(console, service(), untilInterrupted)),
                this::end)
            .block();
    if (!untilInterrupted && console.interruption().wasAsked()) {
      return ExitCodes.INTERRUPTED;
    }
    boolean allWell = untilInterrupted || failed == null || failed == 0;
    return allWell ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  private Mono<Opened> open(StreamSocketListenerControl control) {
    Mono<Opened> bound = listener(control).map(Opened::bound);
    return handover == null ? bound : succession(handover).takeOver(control).switchIfEmpty(bound);
  }

  private Mono<StreamSocketListener> listener(StreamSocketListenerControl control) {
    if (!inherited) {
      return StreamSocketListener.bind(HostName.of(host), port, tls.level(), control);
    }
    if (tls.level() != SocketProtectionLevel.PLAIN_SOCKET) {
      throw new IllegalArgumentException("--inherited: with TLS (expected: none)");
    }
    return StreamSocketListener.inherited(control);
  }

  private Mono<Integer> serve(Opened opened, Serving serving) {
    return handover == null
        ? serving.run(opened, maxConnections, common.timeout())
        : serving.run(opened, maxConnections, common.timeout(), succession(handover));
  }

  private Succession succession(Path path) {
    if (!echo) {
      throw new IllegalArgumentException(
          "--handover: without --echo (expected: --echo, for stdin and stdout cannot go along)");
    }
    if (tls.level() != SocketProtectionLevel.PLAIN_SOCKET) {
      throw new IllegalArgumentException(
          "--handover: with TLS (expected: none, for a TLS session cannot leave its process)");
    }
    if (path.toString().isEmpty()) {
      throw new IllegalArgumentException(
          "--handover: empty (expected: the path of a socket to make)");
    }
    return new Succession(console, path);
  }

  private Function<StreamSocket, Mono<Void>> service() {
    Relay relay = new Relay(console, options);
    return echo ? relay::echo : relay::bothUnlessUnused;
  }

  private StreamSocketListenerControl control() {
    StreamSocketListenerControl.Builder control = StreamSocketListenerControl.builder();
    common.transport().ifPresent(control::transport);
    tls.control().ifPresent(control::tls);
    StreamSocketControl.Builder accepted = StreamSocketControl.builder();
    options.applyTo(accepted);
    return control.accepted(accepted.build()).build();
  }

  private void tell(Opened opened) {
    StreamSocketListenerInformation now = opened.listener().information();
    console.say("listening " + Addresses.text(now.localAddress(), now.localPort()));
  }

  private Mono<Void> end(Opened opened) {
    StreamSocketListener listener = opened.listener();
    if (common.info()) {
      console.keepInformation(listener.information());
    }
    return listener.shutdown(TIME_TO_END).then();
  }
}
