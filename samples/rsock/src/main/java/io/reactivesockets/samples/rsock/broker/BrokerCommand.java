package io.reactivesockets.samples.rsock.broker;

import picocli.CommandLine.Command;

/** What there is for socket brokers. */
@Command(
    name = "broker",
    description = "A socket broker, which keeps sockets while their programs are down.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class BrokerCommand {}
