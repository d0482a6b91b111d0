package io.reactivesockets.stream;

import io.netty.channel.EventLoop;
import io.reactivesockets.host.HostName;
import io.reactivesockets.transport.internal.AddressOrder;
import io.reactivesockets.transport.netty.NameLookup;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Function;

/**
 * What all parts of one connect share.
 *
 * @param home where it runs
 * @param transport what it stands on
 * @param control what was asked
 * @param names how names are looked up
 * @param local where connections come from
 * @param log the tries made
 */
record ConnectContext(
    LoopHome home,
    NettyTransport transport,
    StreamSocketControl control,
    NameLookup names,
    LocalSide local,
    AttemptLog log) {

  EventLoop loop() {
    return home.loop();
  }

  ChannelOpener opener() {
    return new ChannelOpener(transport, loop(), control);
  }

  /** Returns the addresses of a host, as ways to connect. */
  Candidates<Connected> addresses(HostName host, Function<InetAddress, Candidate<Connected>> way) {
    return new AddressCandidates<>(
        home, host, HostQuestion.of(names, host), new AddressOrder(this::source), local, way);
  }

  private Optional<InetAddress> source(InetAddress remote) {
    InetAddress chosen = local.addressFor(remote);
    return chosen == null ? transport.localAddressTo(remote) : Optional.of(chosen);
  }

  Pace pace() {
    return Pace.ofAddresses(control);
  }
}
