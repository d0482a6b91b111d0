package io.reactivesockets.datagram;

import io.netty.channel.socket.DatagramChannel;
import io.reactivesockets.channel.Checks;
import io.reactivesockets.channel.OnLoop;
import io.reactivesockets.channel.Traffic;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.descriptor.InheritedSockets;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.HostNameSortOptions;
import io.reactivesockets.host.NetworkAdapter;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An open UDP socket: datagrams in as a {@link Flux}, datagrams out from a {@link Publisher}, to
 * one peer or to many.
 *
 * <pre>{@code
 * DatagramSocket.bind("127.0.0.1", 7)
 *     .flatMap(socket ->
 *         socket.send(socket.messages().map(message -> message.reply(message.payload()))))
 *     .subscribe();
 * }</pre>
 *
 * <p>UDP has no flow control: demand cannot slow a sender down. Every datagram that reaches the
 * socket is emitted or counted as dropped, see {@link #information()}.
 *
 * <p>Signals come on the event loop of the socket. Methods may be called from any thread. A socket
 * stays open until it is closed here: neither cancelling a subscription nor an error that the
 * network reports closes it.
 */
public final class DatagramSocket {

  private final Endpoint endpoint;
  private final @Nullable EndpointPair connectedTo;

  DatagramSocket(Endpoint endpoint, @Nullable EndpointPair connectedTo) {
    this.endpoint = endpoint;
    this.connectedTo = connectedTo;
    endpoint.opened();
  }

  // Opening.

  /**
   * Binds a port of every address of this host.
   *
   * @param port 1 to 65,535, or 0 for one that the system picks
   * @return cold; see {@link #bind(HostName, String, DatagramSocketControl)}
   */
  public static Mono<DatagramSocket> bind(int port) {
    return bind(port, DatagramSocketControl.defaults());
  }

  /**
   * Binds a port of every address of this host.
   *
   * @param port 1 to 65,535, or 0 for one that the system picks
   * @param control options and bounds
   * @return cold; see {@link #bind(HostName, String, DatagramSocketControl)}
   */
  public static Mono<DatagramSocket> bind(int port, DatagramSocketControl control) {
    return bind((HostName) null, Integer.toString(port), control);
  }

  /**
   * Binds a port of one address.
   *
   * @param host a local name or address
   * @param port 1 to 65,535, or 0 for one that the system picks
   * @return cold; see {@link #bind(HostName, String, DatagramSocketControl)}
   */
  public static Mono<DatagramSocket> bind(String host, int port) {
    return bind(host, port, DatagramSocketControl.defaults());
  }

  /**
   * Binds a port of one address.
   *
   * @param host a local name or address
   * @param port 1 to 65,535, or 0 for one that the system picks
   * @param control options and bounds
   * @return cold; see {@link #bind(HostName, String, DatagramSocketControl)}
   */
  public static Mono<DatagramSocket> bind(String host, int port, DatagramSocketControl control) {
    return bind(HostName.of(host), Integer.toString(port), control);
  }

  /**
   * Binds the port of a service on every address of this host.
   *
   * @param service a port number or a name of the services file; empty or 0 for a port that the
   *     system picks
   * @return cold; see {@link #bind(HostName, String, DatagramSocketControl)}
   */
  public static Mono<DatagramSocket> bind(String service) {
    return bind((HostName) null, service, DatagramSocketControl.defaults());
  }

  /**
   * Binds the port of a service on one network adapter, to which all traffic is then limited.
   *
   * @param service a port number or a name of the services file; empty or 0 for a port that the
   *     system picks
   * @param adapter the adapter
   * @return cold; see {@link #bind(HostName, String, DatagramSocketControl)}
   */
  public static Mono<DatagramSocket> bind(String service, NetworkAdapter adapter) {
    return bind(service, adapter, DatagramSocketControl.defaults());
  }

  /**
   * Binds the port of a service on one network adapter, to which all traffic is then limited.
   *
   * @param service a port number or a name of the services file; empty or 0 for a port that the
   *     system picks
   * @param adapter the adapter, which takes the place of the control's
   * @param control options and bounds
   * @return cold; see {@link #bind(HostName, String, DatagramSocketControl)}
   */
  public static Mono<DatagramSocket> bind(
      String service, NetworkAdapter adapter, DatagramSocketControl control) {
    return bind((HostName) null, service, control.toBuilder().networkAdapter(adapter).build());
  }

  /**
   * Binds the port of a service on one address, or on every one.
   *
   * @param host a local name or address, or {@code null} for every address
   * @param service a port number or a name of the services file; empty or 0 for a port that the
   *     system picks
   * @return cold; see {@link #bind(HostName, String, DatagramSocketControl)}
   */
  public static Mono<DatagramSocket> bind(@Nullable HostName host, String service) {
    return bind(host, service, DatagramSocketControl.defaults());
  }

  /**
   * Binds the port of a service on one address, or on every one.
   *
   * <p>From here on the socket receives, and keeps what comes within {@link
   * DatagramSocketControl#readAheadBytes()} until somebody subscribes to {@link #messages()}.
   *
   * @param host a local name or address, or {@code null} for every address of both families
   * @param service a port number or a name of the services file; empty or 0 for a port that the
   *     system picks
   * @param control options and bounds
   * @return cold; each subscription binds a new socket and emits it, or fails with a {@link
   *     SocketOperationException} such as {@code ADDRESS_ALREADY_IN_USE}
   */
  public static Mono<DatagramSocket> bind(
      @Nullable HostName host, String service, DatagramSocketControl control) {
    Objects.requireNonNull(service, "service");
    Objects.requireNonNull(control, "control");
    return Opener.bind(host, service, control);
  }

  /**
   * Connects to a port of a host: fixes the peer to send to and to receive from.
   *
   * @param host a name or an address literal
   * @param port 1 to 65,535
   * @return cold; see {@link #connect(EndpointPair, DatagramSocketControl)}
   */
  public static Mono<DatagramSocket> connect(String host, int port) {
    return connect(host, port, DatagramSocketControl.defaults());
  }

  /**
   * Connects to a port of a host: fixes the peer to send to and to receive from.
   *
   * @param host a name or an address literal
   * @param port 1 to 65,535
   * @param control options and bounds
   * @return cold; see {@link #connect(EndpointPair, DatagramSocketControl)}
   */
  public static Mono<DatagramSocket> connect(String host, int port, DatagramSocketControl control) {
    return connect(HostName.of(host), Integer.toString(port), control);
  }

  /**
   * Connects to a service of a host: fixes the peer to send to and to receive from.
   *
   * @param host a name or an address literal
   * @param service a port number, a name of the services file, or the name of an SRV record
   * @return cold; see {@link #connect(EndpointPair, DatagramSocketControl)}
   */
  public static Mono<DatagramSocket> connect(HostName host, String service) {
    return connect(host, service, DatagramSocketControl.defaults());
  }

  /**
   * Connects to a service of a host: fixes the peer to send to and to receive from.
   *
   * @param host a name or an address literal
   * @param service a port number, a name of the services file, or the name of an SRV record
   * @param control options and bounds
   * @return cold; see {@link #connect(EndpointPair, DatagramSocketControl)}
   */
  public static Mono<DatagramSocket> connect(
      HostName host, String service, DatagramSocketControl control) {
    return connect(EndpointPair.to(host, service), control);
  }

  /**
   * Connects to the remote half of a pair, from its local half where that names one.
   *
   * @param endpoints where from and where to
   * @return cold; see {@link #connect(EndpointPair, DatagramSocketControl)}
   */
  public static Mono<DatagramSocket> connect(EndpointPair endpoints) {
    return connect(endpoints, DatagramSocketControl.defaults());
  }

  /**
   * Connects to the remote half of a pair, from its local half where that names one.
   *
   * <p>Nothing is sent for it, so the peer need not be there. Of several addresses the first to
   * which there is a route is taken. The socket receives from this peer only, {@link
   * #send(ByteBuffer)} sends to it, and what the network reports about it (ICMP) is told by {@link
   * #errors()}.
   *
   * @param endpoints where from and where to
   * @param control options and bounds
   * @return cold; each subscription opens a new socket and emits it, or fails with a {@link
   *     SocketOperationException}: {@code HOST_NOT_FOUND} also for a multicast group, which is no
   *     peer
   */
  public static Mono<DatagramSocket> connect(
      EndpointPair endpoints, DatagramSocketControl control) {
    Objects.requireNonNull(endpoints, "endpoints");
    Objects.requireNonNull(control, "control");
    return Opener.connect(endpoints, control);
  }

  /**
   * Finds where a service can be reached, for use with {@link #connect(EndpointPair)}.
   *
   * @param host a name or an address literal
   * @param service a port number, a name of the services file, or the name of an SRV record
   * @return cold; see {@link #endpointPairs(HostName, String, HostNameSortOptions)}
   */
  public static Mono<List<EndpointPair>> endpointPairs(HostName host, String service) {
    return endpointPairs(host, service, HostNameSortOptions.NONE);
  }

  /**
   * Finds where a service can be reached, in the order asked for.
   *
   * @param host a name or an address literal
   * @param service a port number, a name of the services file, or the name of an SRV record
   * @param sortOptions what the order is to favour
   * @return cold; one list, best first, with an entry for each address and port; fails with a
   *     {@link SocketOperationException}, such as {@code HOST_NOT_FOUND}
   */
  public static Mono<List<EndpointPair>> endpointPairs(
      HostName host, String service, HostNameSortOptions sortOptions) {
    return Opener.endpointPairs(host, service, sortOptions, DatagramSocketControl.defaults());
  }

  /**
   * Takes over a socket that was detached, in this process or in another one.
   *
   * @param detached the socket; the result owns it from now on
   * @return cold; see {@link #adopt(DetachedSocket, DatagramSocketControl)}
   */
  public static Mono<DatagramSocket> adopt(DetachedSocket detached) {
    return adopt(detached, DatagramSocketControl.defaults());
  }

  /**
   * Takes over a socket that was detached, in this process or in another one, or whose descriptor
   * came from elsewhere.
   *
   * <p>Datagrams that were unread are emitted first, then what the kernel has received since; peer,
   * multicast groups and counts stay. It runs on a transport on epoll: the one of the control if it
   * is such a one, else the shared one. Address, adapter and sharing of the port stay as they are,
   * whatever the control says.
   *
   * @param detached the socket; the result owns it from now on
   * @param control options, deadlines and bounds
   * @return cold, for one subscription; emits the open socket, or fails with a {@link
   *     SocketOperationException}: {@code ALREADY_CLOSED} if the detached socket had its end,
   *     {@code SOCKET_TYPE_NOT_SUPPORTED} if it is none for datagrams, {@code
   *     OPERATION_NOT_SUPPORTED} where there is no epoll
   */
  public static Mono<DatagramSocket> adopt(DetachedSocket detached, DatagramSocketControl control) {
    Objects.requireNonNull(detached, "detached");
    Objects.requireNonNull(control, "control");
    return DatagramAdoption.of(detached, control);
  }

  /**
   * Takes the first datagram socket that a service manager (LISTEN_FDS) or inetd has passed to this
   * process, and that was not taken before.
   *
   * @param control options, deadlines and bounds; see {@link #adopt(DetachedSocket,
   *     DatagramSocketControl)}
   * @return cold; emits the open socket, or fails as {@link InheritedSockets#take} does
   */
  public static Mono<DatagramSocket> inherited(DatagramSocketControl control) {
    Objects.requireNonNull(control, "control");
    return InheritedSockets.take(DetachedSocketKind.DATAGRAM, null)
        .flatMap(detached -> adopt(detached, control));
  }

  /**
   * Takes a datagram socket that a service manager has passed to this process under a name
   * (LISTEN_FDNAMES).
   *
   * @param name such as {@code FileDescriptorName=} of a socket unit has it
   * @param control options, deadlines and bounds; see {@link #adopt(DetachedSocket,
   *     DatagramSocketControl)}
   * @return cold; emits the open socket, or fails as {@link InheritedSockets#take} does
   */
  public static Mono<DatagramSocket> inherited(String name, DatagramSocketControl control) {
    Objects.requireNonNull(name, "name");
    return InheritedSockets.take(DetachedSocketKind.DATAGRAM, name)
        .flatMap(detached -> adopt(detached, control));
  }

  // Receiving.

  /**
   * Emits each datagram that is received, in the order of arrival; of several sockets on one port
   * ({@link DatagramSocketControl#sockets()}), in the order of arrival from each sender.
   *
   * <p>Hot, one subscriber at a time; a second one fails with {@code IN_USE}. Without demand
   * datagrams are kept within {@link DatagramSocketControl#readAheadBytes()}; what cannot be kept
   * is dropped, here or by the kernel, and counted. Cancelling leaves the socket open, and the
   * datagrams not emitted to the next subscriber. Completes when the socket is closed; fails with a
   * {@link SocketOperationException} only if the socket is lost, never for what the network reports
   * about a datagram sent: see {@link #errors()}.
   *
   * @return the datagrams, their bytes the subscriber's own
   */
  public Flux<Message> messages() {
    return Receive.messages(endpoint.inbox(), endpoint.failures());
  }

  /**
   * Emits what a decoder makes of each datagram that is received, without a copy in between.
   *
   * <p>As {@link #messages()}. What the decoder throws ends the Flux, not the socket. A datagram
   * that it leaves out counts as delivered.
   *
   * @param decoder makes items; called on the event loop
   * @param <T> what an item is
   * @return the items
   */
  public <T> Flux<T> messages(MessageDecoder<T> decoder) {
    Objects.requireNonNull(decoder, "decoder");
    return Receive.decoded(endpoint.inbox(), endpoint.failures(), decoder);
  }

  /**
   * Tells when there is a datagram that nobody has taken, or the end; takes nothing. So an idle
   * socket can be watched and its datagrams left to whoever subscribes to them.
   *
   * @return emits {@code true} when a datagram waits, at once if one already does, {@code false}
   *     when only the end does; never fails
   */
  public Mono<Boolean> readable() {
    Inbox inbox = endpoint.inbox();
    return Mono.create(
        sink -> {
          sink.onCancel(() -> onHomeLoop(() -> inbox.forget(sink)));
          onHomeLoop(() -> inbox.tellWhenReadable(sink));
        });
  }

  private void onHomeLoop(Runnable work) {
    OnLoop.run(endpoint.inbox().loop(), work);
  }

  /**
   * Emits what went wrong with single datagrams sent: those that could not be sent, and those about
   * which the network reported an error later (ICMP), such as {@code CONNECTION_REFUSED} for a port
   * nobody listens on.
   *
   * <p>Hot, any number of subscribers; one without demand misses what it does not ask for. What the
   * network reports names the peer of a connected socket. Of a socket that is not connected, the
   * native transports of Linux tell that there was an error, not which peer it is about, and if
   * many datagrams left together perhaps not which error ({@code UNKNOWN}); other transports tell
   * nothing. Completes when the socket is closed.
   *
   * @return the failures
   */
  public Flux<SocketOperationException> errors() {
    return endpoint.errors();
  }

  // Sending.

  /**
   * Sends one datagram to the peer of a connected socket.
   *
   * @param payload what to send, from position to limit; not to be changed until the Mono ends
   * @return cold; each subscription sends it once; see {@link #send(ByteBuffer,
   *     InetSocketAddress)}; {@code NOT_CONNECTED} on a socket that is not connected
   */
  public Mono<Void> send(ByteBuffer payload) {
    return new SingleSend(endpoint, Objects.requireNonNull(payload, "payload"), null);
  }

  /**
   * Sends one datagram to an address.
   *
   * <p>Sends take turns in the order of their subscription, those of {@link #send(Publisher)}
   * included. Datagrams that are ready together leave in one system call.
   *
   * @param payload what to send, from position to limit, perhaps nothing; not to be changed until
   *     the Mono ends
   * @param remoteAddress where to, resolved
   * @return cold; each subscription sends it once; completes when the kernel has taken it; fails
   *     with a {@link SocketOperationException}, which leaves the socket as it is: {@code
   *     MESSAGE_TOO_LONG} beyond 65,507 bytes over IPv4 and 65,527 over IPv6, or beyond the path if
   *     fragments are forbidden
   * @throws IllegalArgumentException if the address is not resolved or the port is 0
   */
  public Mono<Void> send(ByteBuffer payload, InetSocketAddress remoteAddress) {
    return new SingleSend(
        endpoint, Objects.requireNonNull(payload, "payload"), Remotes.checked(remoteAddress));
  }

  /**
   * Sends one datagram to a service of a host.
   *
   * @param payload what to send, from position to limit; not to be changed until the Mono ends
   * @param host a name or an address literal; looked up at each subscription
   * @param service a port number, a name of the services file, or the name of an SRV record
   * @return cold; see {@link #send(ByteBuffer, InetSocketAddress)}; fails also if the host or
   *     service is not found
   */
  public Mono<Void> send(ByteBuffer payload, HostName host, String service) {
    return remoteAddress(host, service).flatMap(remote -> send(payload, remote));
  }

  /**
   * Finds the address to send to for a service of a host: the best one of a family that the socket
   * can reach.
   *
   * @param host a name or an address literal; looked up at each subscription
   * @param service a port number, a name of the services file, or the name of an SRV record
   * @return cold; the address, or a {@link SocketOperationException}
   */
  public Mono<InetSocketAddress> remoteAddress(HostName host, String service) {
    return Opener.endpointPairs(host, service, HostNameSortOptions.NONE, control())
        .map(
            pairs ->
                pairs.stream()
                    .map(
                        pair ->
                            new InetSocketAddress(
                                pair.remoteHostName().toInetAddress().orElseThrow(),
                                Integer.parseInt(pair.remoteServiceName())))
                    .filter(endpoint::reaches)
                    .findFirst()
                    .orElseThrow(() -> unreachable(host)));
  }

  private static SocketOperationException unreachable(HostName host) {
    return SocketOperationException.builder(SocketPhase.RESOLVE, SocketOperationException.RESOLVE)
        .status(SocketErrorStatus.NO_ADDRESSES_FOUND)
        .target(host.toString())
        .reason("no address of the host is of the family of the socket")
        .build();
  }

  /**
   * Sends what a publisher emits, each datagram to where it says, in the order of the elements.
   *
   * <p>The natural way to send many: datagrams that are ready together leave in one system call,
   * and runs of equal length to one address as one train where the kernel can (UDP_SEGMENT), each
   * still a datagram of its own. The publisher is asked for more while fewer than {@link
   * DatagramSocketControl#pendingOutboundBytes()} wait in this process; each payload may be used
   * again when {@code onNext} has returned.
   *
   * <p>A datagram that cannot be sent does not keep the others: it is counted in the result and
   * told by {@link #errors()}. An error of the publisher comes out of the Mono once the datagrams
   * before it have left; the socket stays open. Cancelling stops the send.
   *
   * @param datagrams what to send
   * @return cold; what became of them, when the last is with the kernel; fails with a {@link
   *     SocketOperationException} only if the socket is closed before
   */
  public Mono<SendResult> send(Publisher<Datagram> datagrams) {
    return new ManySend(endpoint, Objects.requireNonNull(datagrams, "datagrams"));
  }

  /**
   * Changes the TTL or hop limit of unicast datagrams, for those whose sends are submitted later.
   *
   * @param hops 1 to 255
   * @return cold; completes when it is changed, after the sends before it have left; {@code
   *     OPERATION_NOT_SUPPORTED} on NIO, which cannot set it
   * @throws IllegalArgumentException if it is out of range
   */
  public Mono<Void> outboundUnicastHopLimit(int hops) {
    Checks.inRange("outboundUnicastHopLimit", hops, 1, 255);
    return Turn.take(
        endpoint,
        () -> {
          if (!Traffic.hopLimit(endpoint.channel(), hops)) {
            throw SocketOperationException.builder(SocketPhase.OPEN, "set hop limit")
                .status(SocketErrorStatus.OPERATION_NOT_SUPPORTED)
                .hint("use a native transport")
                .build();
          }
        });
  }

  // Multicast.

  /**
   * Joins a multicast group on the adapter of the control, or else on the one that the routes say.
   *
   * @param group the address of the group
   * @return cold; completes when it is joined, see {@link #join(HostName, NetworkAdapter)}
   */
  public Mono<Void> join(HostName group) {
    return onLoop(() -> endpoint.memberships().join(group, null, null));
  }

  /**
   * Joins a multicast group on one adapter. If that is removed and comes back under its name, the
   * group is joined again, see {@link DatagramSocketControl#networkWatchInterval()}. Only groups
   * that this socket has joined are delivered to it, even if others on this host have joined more.
   *
   * @param group the address of the group
   * @param adapter the adapter
   * @return cold; completes when it is joined; fails with a {@link SocketOperationException}, such
   *     as {@code ADDRESS_ALREADY_IN_USE} if it was joined before
   */
  public Mono<Void> join(HostName group, NetworkAdapter adapter) {
    return onLoop(() -> endpoint.memberships().join(group, adapter, null));
  }

  /**
   * Joins a multicast group on one adapter for the datagrams of one source (RFC 4607); several
   * sources may be joined one by one.
   *
   * @param group the address of the group
   * @param adapter the adapter
   * @param source the address of the source
   * @return cold; completes when it is joined; fails as {@link #join(HostName, NetworkAdapter)}
   *     does
   */
  public Mono<Void> join(HostName group, NetworkAdapter adapter, HostName source) {
    return onLoop(() -> endpoint.memberships().join(group, adapter, source));
  }

  /**
   * Leaves a multicast group that was joined without naming an adapter.
   *
   * @param group the address of the group
   * @return cold; completes when it is left; fails if it was not joined
   */
  public Mono<Void> leave(HostName group) {
    return onLoop(() -> endpoint.memberships().leave(group, null, null));
  }

  /**
   * Leaves a multicast group on one adapter.
   *
   * @param group the address of the group
   * @param adapter the adapter
   * @return cold; completes when it is left; fails if it was not joined
   */
  public Mono<Void> leave(HostName group, NetworkAdapter adapter) {
    return onLoop(() -> endpoint.memberships().leave(group, adapter, null));
  }

  /**
   * Leaves a multicast group on one adapter for one source that was joined.
   *
   * @param group the address of the group
   * @param adapter the adapter
   * @param source the address of the source
   * @return cold; completes when it is left; fails if it was not joined
   */
  public Mono<Void> leave(HostName group, NetworkAdapter adapter, HostName source) {
    return onLoop(() -> endpoint.memberships().leave(group, adapter, source));
  }

  /**
   * Refuses the datagrams of one source in a group that was joined for all.
   *
   * @param group the address of the group
   * @param adapter the adapter on which it was joined
   * @param source the address of the source
   * @return cold; completes when the source is blocked; fails if the group was not joined
   */
  public Mono<Void> block(HostName group, NetworkAdapter adapter, HostName source) {
    return onLoop(() -> endpoint.memberships().block(group, adapter, source));
  }

  /**
   * Lets the datagrams of a source that was blocked through again.
   *
   * @param group the address of the group
   * @param adapter the adapter on which it was joined
   * @param source the address of the source
   * @return cold; completes when the source is no longer blocked; fails if it was not blocked
   */
  public Mono<Void> unblock(HostName group, NetworkAdapter adapter, HostName source) {
    return onLoop(() -> endpoint.memberships().unblock(group, adapter, source));
  }

  private Mono<Void> onLoop(Runnable action) {
    return Mono.create(
        sink ->
            endpoint.execute(
                () -> {
                  try {
                    action.run();
                    sink.success();
                  } catch (RuntimeException failure) {
                    sink.error(failure);
                  }
                }));
  }

  /**
   * Takes the socket off its event loop, so that it can go on elsewhere; see {@link
   * #detach(Duration)}.
   *
   * @return cold; waits for sends at most {@link DatagramSocketControl#closeTimeout()}
   */
  public Mono<DetachedSocket> detach() {
    return detach(control().closeTimeout());
  }

  /**
   * Takes the socket off its event loop, so that it can go on elsewhere: in another process, or
   * here by {@link #adopt(DetachedSocket, DatagramSocketControl)}. The kernel goes on receiving,
   * and counts what its buffer cannot keep.
   *
   * <p>Receives under way fail with {@code OPERATION_ABORTED}; datagrams not emitted go with the
   * detached socket. Sends submitted before are waited for; those submitted later fail. In the end
   * this object is closed. If it fails, or is cancelled, the socket stays as it was.
   *
   * @param timeout how long sends under way may take, more than zero
   * @return cold; emits the detached socket, which somebody has to adopt or release; fails with
   *     {@code OPERATION_TIMED_OUT} if sends are still under way, {@code OPERATION_NOT_SUPPORTED}
   *     if the transport has no descriptors, {@code ALREADY_CLOSED}, or {@code IN_USE}
   */
  public Mono<DetachedSocket> detach(Duration timeout) {
    return DatagramDetachment.of(endpoint, connectedTo, Checks.positive("timeout", timeout));
  }

  // Ending.

  /**
   * Ends the receive and the sends under way with {@code OPERATION_ABORTED}; the socket stays open
   * and datagrams not emitted stay in it.
   *
   * @return cold; completes when each of them has ended and what was handed to the kernel is out
   */
  public Mono<Void> cancelIo() {
    return Mono.create(
        sink ->
            endpoint.execute(
                () -> {
                  DatagramFailures failures = endpoint.failures();
                  endpoint
                      .inbox()
                      .cancelReader(failures.cancelled(SocketOperationException.RECEIVE));
                  endpoint.outbox().cancelAll(failures.cancelled(SocketOperationException.SEND));
                  endpoint.outbox().flushFull();
                  endpoint.dispatch().onIdle(sink::success);
                }));
  }

  /**
   * Closes the socket after the sends submitted before; datagrams not emitted are dropped, and
   * counted.
   *
   * @return cold; completes when the socket is closed, at once if it already is; fails with {@code
   *     OPERATION_TIMED_OUT} if sends had to be dropped at {@link
   *     DatagramSocketControl#closeTimeout()}
   */
  public Mono<Void> close() {
    return close(control().closeTimeout());
  }

  /**
   * Closes the socket as {@link #close()} does, with another deadline.
   *
   * @param timeout how long sends under way may take, 1 ms or more
   * @return cold; completes when the socket is closed, at once if it already is; fails with {@code
   *     OPERATION_TIMED_OUT} if sends had to be dropped
   */
  public Mono<Void> close(Duration timeout) {
    return endpoint.close(Checks.positive("timeout", timeout));
  }

  /**
   * Tells when the socket is closed, for whatever reason.
   *
   * @return completes when no descriptor is held any more; never fails
   */
  public Mono<Void> closed() {
    return endpoint.closed();
  }

  /**
   * Tells whether the socket is open.
   *
   * @return {@code false} once it is closed or lost
   */
  public boolean isOpen() {
    return endpoint.channel().isOpen();
  }

  // What is.

  /**
   * Returns what was asked of this socket.
   *
   * @return the control it was opened with
   */
  public DatagramSocketControl control() {
    return endpoint.control();
  }

  /**
   * Returns the port that the socket is bound to, also one that the system picked.
   *
   * @return 1 to 65,535
   */
  public int port() {
    return localAddress().getPort();
  }

  /**
   * Returns the address that the socket is bound to.
   *
   * @return the address, unspecified if it is bound to every one, and the port
   */
  public InetSocketAddress localAddress() {
    return endpoint.channel().localAddress();
  }

  /**
   * Returns what is true now.
   *
   * @return a new snapshot
   */
  public DatagramSocketInformation information() {
    DatagramChannel channel = endpoint.channel();
    InetSocketAddress local = localAddress();
    Optional<InetSocketAddress> peer = Optional.ofNullable(endpoint.dispatch().peer());
    Optional<EndpointPair> asked = Optional.ofNullable(connectedTo);
    Inbox inbox = endpoint.inbox();
    Dispatch dispatch = endpoint.dispatch();
    return new DatagramSocketInformation(
        endpoint.transport().name(),
        channel.isOpen(),
        HostName.of(local.getAddress()),
        Integer.toString(local.getPort()),
        peer.map(address -> HostName.of(address.getAddress())),
        peer.map(address -> Integer.toString(address.getPort())),
        asked.map(EndpointPair::remoteHostName),
        asked.map(EndpointPair::remoteServiceName),
        inbox.receivedCount(),
        inbox.receivedBytes(),
        inbox.deliveredCount(),
        inbox.droppedCount(),
        inbox.deniedCount(),
        inbox.unreadCount(),
        inbox.unreadBytes(),
        endpoint.kernelDrops(),
        endpoint.countsKernelDropsExactly(),
        dispatch.sentCount(),
        dispatch.sentBytes(),
        dispatch.failedCount(),
        endpoint.outbox().pendingBytes(),
        endpoint.networkErrorCount(),
        pathMtu(channel, endpoint.dispatch().peer()),
        endpoint.memberships().list(),
        AppliedDatagramOptions.of(channel));
  }

  private static OptionalInt pathMtu(DatagramChannel channel, @Nullable InetSocketAddress peer) {
    return peer == null || !channel.isOpen() ? OptionalInt.empty() : PathMtu.of(channel, peer);
  }

  @Override
  public String toString() {
    InetSocketAddress peer = endpoint.dispatch().peer();
    return "DatagramSocket["
        + localAddress()
        + (peer == null ? "" : " - " + peer)
        + (isOpen() ? "]" : ", closed]");
  }

  /** Closes a socket that nobody has taken. */
  void abandon() {
    endpoint.abandon();
  }
}
