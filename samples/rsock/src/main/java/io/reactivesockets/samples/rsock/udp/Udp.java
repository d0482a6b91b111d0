package io.reactivesockets.samples.rsock.udp;

import picocli.CommandLine.Command;

/** What there is for UDP. */
@Command(
    name = "udp",
    description = "UDP: listen for datagrams, of multicast groups too, or send some.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class Udp {}
