package io.reactivesockets.samples.rsock.tls;

import picocli.CommandLine.Command;

/** What there is for TLS. */
@Command(
    name = "tls",
    description = "TLS: look at what a server shows.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Tls {}
