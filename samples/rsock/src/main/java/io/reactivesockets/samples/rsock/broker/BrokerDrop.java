package io.reactivesockets.samples.rsock.broker;

import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.triggers.activity.HeldSocketInformation;
import io.reactivesockets.triggers.activity.SocketBrokerAdministrator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Closes a socket that a broker holds. */
@Command(
    name = "drop",
    description = "Has the broker close a socket, which ends its connection.",
    mixinStandardHelpOptions = true)
public final class BrokerDrop implements Callable<Integer> {

  @Mixin private BrokerDirectory directory = new BrokerDirectory();

  @Option(
      names = "--application",
      paramLabel = "NAME",
      description = "Which application's, where several have left one with this id.")
  private @Nullable String application;

  @Parameters(index = "0", paramLabel = "ID", description = "The id of the socket.")
  private String id = "";

  private final Console console;

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public BrokerDrop(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    directory
        .ask(
            broker ->
                HeldSockets.named(broker, id, application)
                    .collectList()
                    .flatMap(found -> drop(broker, found)))
        .then()
        .block();
    return ExitCodes.DONE;
  }

  private Mono<Void> drop(SocketBrokerAdministrator broker, List<HeldSocketInformation> found) {
    if (found.size() > 1) {
      return Mono.error(
          HeldSockets.failure(id, found.size() + " applications have one; name --application"));
    }
    return broker
        .drop(found.get(0))
        .doOnSuccess(done -> console.say("dropped " + found.get(0).application() + " " + id));
  }
}
