package io.reactivesockets.samples.rsock.broker;

import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.triggers.activity.SocketBrokerAdministrator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints a broker's figures. */
@Command(
    name = "stats",
    description = "Prints the broker's figures, a name and a number on each line.",
    mixinStandardHelpOptions = true)
public final class BrokerStats implements Callable<Integer> {

  @Mixin private BrokerDirectory directory = new BrokerDirectory();

  private final Console console;

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public BrokerStats(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    directory
        .ask(SocketBrokerAdministrator::figures)
        .doOnNext(
            figures ->
                figures.forEach(
                    (name, value) -> console.print(name + "\t" + value + System.lineSeparator())))
        .then()
        .block();
    return ExitCodes.DONE;
  }
}
