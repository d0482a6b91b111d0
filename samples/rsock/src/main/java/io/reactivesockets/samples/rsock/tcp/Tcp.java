package io.reactivesockets.samples.rsock.tcp;

import picocli.CommandLine.Command;

/** What there is for TCP. */
@Command(
    name = "tcp",
    description = "TCP connections: connect to a service, or listen for connections.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Tcp {}
