package io.reactivesockets.samples.rsock;

import io.reactivesockets.samples.rsock.broker.BrokerCommand;
import io.reactivesockets.samples.rsock.broker.BrokerDrop;
import io.reactivesockets.samples.rsock.broker.BrokerList;
import io.reactivesockets.samples.rsock.broker.BrokerRun;
import io.reactivesockets.samples.rsock.broker.BrokerShow;
import io.reactivesockets.samples.rsock.broker.BrokerStats;
import io.reactivesockets.samples.rsock.channel.Channel;
import io.reactivesockets.samples.rsock.channel.ChannelOpen;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.samples.rsock.tcp.Tcp;
import io.reactivesockets.samples.rsock.tcp.TcpConnect;
import io.reactivesockets.samples.rsock.tcp.TcpListen;
import io.reactivesockets.samples.rsock.tls.Tls;
import io.reactivesockets.samples.rsock.tls.TlsInspect;
import io.reactivesockets.samples.rsock.tour.Tour;
import io.reactivesockets.samples.rsock.udp.Udp;
import io.reactivesockets.samples.rsock.udp.UdpListen;
import io.reactivesockets.samples.rsock.udp.UdpSend;
import io.reactivesockets.samples.rsock.ws.Ws;
import io.reactivesockets.samples.rsock.ws.WsAutobahn;
import io.reactivesockets.samples.rsock.ws.WsConnect;
import io.reactivesockets.samples.rsock.ws.WsListen;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry of the command-line tool: finds the command and ends with its exit code. */
@Command(
    name = "rsock",
    description = "A reactive netcat: data on stdin and stdout, everything else on stderr.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the network failed; stderr has the status and a sentence",
      "2:the command line is wrong",
      "130:interrupted before the transfer was done"
    })
public final class Rsock {

  private Rsock() {}

  /**
   * Runs a command and ends the process.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    Console console = Console.ofProcess();
    int exitCode = commandLine(console).execute(args);
    console.end(exitCode);
    System.exit(exitCode);
  }

  static CommandLine commandLine(Console console) {
    CommandLine tcp =
        new CommandLine(new Tcp())
            .addSubcommand(new TcpConnect(console))
            .addSubcommand(new TcpListen(console));
    CommandLine tls = new CommandLine(new Tls()).addSubcommand(new TlsInspect(console));
    CommandLine ws =
        new CommandLine(new Ws())
            .addSubcommand(new WsConnect(console))
            .addSubcommand(new WsListen(console))
            .addSubcommand(new WsAutobahn(console));
    CommandLine udp =
        new CommandLine(new Udp())
            .addSubcommand(new UdpListen(console))
            .addSubcommand(new UdpSend(console));
    CommandLine broker =
        new CommandLine(new BrokerCommand())
            .addSubcommand(new BrokerRun(console))
            .addSubcommand(new BrokerList(console))
            .addSubcommand(new BrokerShow(console))
            .addSubcommand(new BrokerDrop(console))
            .addSubcommand(new BrokerStats(console));
    CommandLine channel = new CommandLine(new Channel()).addSubcommand(new ChannelOpen(console));
    ExitCodes exitCodes = new ExitCodes(console);
    return new CommandLine(new Rsock())
        .addSubcommand(new Tour(console))
        .addSubcommand(tcp)
        .addSubcommand(udp)
        .addSubcommand(tls)
        .addSubcommand(ws)
        .addSubcommand(broker)
        .addSubcommand(channel)
        .setExecutionExceptionHandler(exitCodes)
        .setParameterExceptionHandler(exitCodes);
  }
}
