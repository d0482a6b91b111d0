package io.reactivesockets.samples.rsock.channel;

import picocli.CommandLine.Command;

/** What there is for control channels. */
@Command(
    name = "channel",
    description = "Control channels: long-lived connections kept alive for the least cost.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Channel {}
