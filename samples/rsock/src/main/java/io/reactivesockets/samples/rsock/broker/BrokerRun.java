package io.reactivesockets.samples.rsock.broker;

import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.DurationConverter;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.triggers.broker.SocketBrokerMain;
import io.reactivesockets.triggers.broker.SocketBrokerServiceControl;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a broker until the process is told to end. */
@Command(
    name = "run",
    description = {
      "Runs a broker until interrupted; who did what with which socket goes to stderr.",
      "Ends too when another one takes over with --succeed."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class BrokerRun implements Callable<Integer> {

  @Mixin private BrokerDirectory directory = new BrokerDirectory();

  @Option(
      names = "--succeed",
      description = "Take over from the broker that runs there, with all that it holds.")
  private boolean succeed;

  @Option(
      names = "--store",
      description = "When told to end, leave all sockets in systemd's descriptor store.")
  private boolean store;

  @Option(
      names = "--allow-uid",
      paramLabel = "UID",
      description = "Let this user leave sockets too; may be given several times.")
  private Set<Integer> uids = new HashSet<>();

  @Option(
      names = "--max-hold",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Close a socket that nobody has taken back for so long (default 168h).")
  private @Nullable Duration maxHold;

  private final Console console;

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public BrokerRun(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    uids.forEach(BrokerRun::checkUid);
    SocketBrokerServiceControl.Builder control =
        SocketBrokerServiceControl.builder(directory.path()).allowedUids(uids);
    if (maxHold != null) {
      control.maxHold(maxHold);
    }
    SocketBrokerMain.run(
        control.build(), succeed, store, broker -> console.say("broker " + broker.socket()));
    return ExitCodes.DONE;
  }

  private static void checkUid(int uid) {
    if (uid < 0) {
      throw new IllegalArgumentException(
          "--allow-uid: " + uid + " (expected: the number of a user, 0 or more)");
    }
  }
}
