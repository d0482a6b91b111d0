package io.reactivesockets.samples.rsock.tcp;

import io.reactivesockets.host.HostName;
import io.reactivesockets.samples.rsock.console.CommonOptions;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Connects, sends standard input and writes what comes to standard output. */
@Command(
    name = "connect",
    description = {
      "Connects, sends stdin, and writes what comes to stdout.",
      "The end of stdin ends the output (FIN) while the input goes on; the command is done when",
      "both directions have ended."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class TcpConnect implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "HOST", description = "A name or an address.")
  private String host = "";

  @Parameters(
      index = "1",
      paramLabel = "SERVICE",
      description = "A port, a name of the services file, or the name of an SRV record.")
  private String service = "";

  @Mixin private StreamOptions options = new StreamOptions();
  @Mixin private CommonOptions common = new CommonOptions();

  private final Console console;

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public TcpConnect(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Mono.usingWhen(
            StreamSocket.connect(HostName.of(host), service, control())
                .takeUntilOther(console.interruption().asked()),
            this::relay,
            this::end)
        .block();
    return console.interruption().wasAsked() ? ExitCodes.INTERRUPTED : ExitCodes.DONE;
  }

  private Mono<Void> relay(StreamSocket socket) {
    keepInformation(socket); // Statistics are sampled from the first snapshot on.
    return new Relay(console, options).both(socket).takeUntilOther(console.interruption().asked());
  }

  private StreamSocketControl control() {
    StreamSocketControl.Builder control = StreamSocketControl.builder();
    common.transport().ifPresent(control::transport);
    common.timeout().ifPresent(control::connectTimeout);
    options.applyTo(control);
    return control.build();
  }

  private Mono<Void> end(StreamSocket socket) {
    keepInformation(socket);
    return Relay.close(socket);
  }

  private void keepInformation(StreamSocket socket) {
    if (common.info()) {
      console.keepInformation(socket.information());
    }
  }
}
