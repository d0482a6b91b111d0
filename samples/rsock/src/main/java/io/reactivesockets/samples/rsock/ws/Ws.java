package io.reactivesockets.samples.rsock.ws;

import picocli.CommandLine.Command;

/** What there is for WebSockets. */
@Command(
    name = "ws",
    description = "WebSockets: connect to a server, or be one.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Ws {}
