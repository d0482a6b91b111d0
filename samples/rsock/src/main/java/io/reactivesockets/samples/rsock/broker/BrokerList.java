package io.reactivesockets.samples.rsock.broker;

import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.triggers.activity.HeldSocketInformation;
import io.reactivesockets.triggers.activity.SocketBrokerAdministrator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what a broker holds, a line for each socket. */
@Command(
    name = "list",
    description = {
      "Prints a line for each socket that the broker holds.",
      "It has user, application, id, kind, local address, remote address, what happened."
    },
    mixinStandardHelpOptions = true)
public final class BrokerList implements Callable<Integer> {

  @Mixin private BrokerDirectory directory = new BrokerDirectory();

  private final Console console;

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public BrokerList(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    directory
        .ask(SocketBrokerAdministrator::sockets)
        .doOnNext(socket -> console.print(line(socket) + System.lineSeparator()))
        .then()
        .block();
    return ExitCodes.DONE;
  }

  private static String line(HeldSocketInformation socket) {
    return String.join(
        "\t",
        Long.toString(socket.uid()),
        socket.application(),
        socket.id(),
        socket.kind().toString(),
        socket.localAddress(),
        socket.remoteAddress().orElse("-"),
        socket.reason().map(Enum::toString).orElse("-"));
  }
}
