package io.reactivesockets.samples.rsock.broker;

import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.samples.rsock.console.Json;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows all that is known of a socket. */
@Command(
    name = "show",
    description = "Prints what the broker knows of a socket, as a JSON object on one line.",
    mixinStandardHelpOptions = true)
public final class BrokerShow implements Callable<Integer> {

  @Mixin private BrokerDirectory directory = new BrokerDirectory();

  @Option(names = "--application", paramLabel = "NAME", description = "Of this application only.")
  private @Nullable String application;

  @Parameters(index = "0", paramLabel = "ID", description = "The id of the socket.")
  private String id = "";

  private final Console console;

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public BrokerShow(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    directory
        .ask(broker -> HeldSockets.named(broker, id, application))
        .doOnNext(socket -> console.print(Json.of(socket) + System.lineSeparator()))
        .then()
        .block();
    return ExitCodes.DONE;
  }
}
