package io.reactivesockets.datagram;

import static io.reactivesockets.datagram.Sockets.TIMEOUT;
import static io.reactivesockets.datagram.Sockets.address;
import static io.reactivesockets.datagram.Sockets.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reactivesockets.host.HostName;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.transport.SocketQualityOfService;
import io.reactivesockets.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class DatagramFlowsTest {

  @OnEachTransport
  void whoever_is_given_a_datagram_finds_it_counted(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1");
      DatagramSocket sender = sockets.connect("127.0.0.1", receiver.port());
      Mono<List<Long>> counts =
          receiver
              .messages()
              .map(message -> receiver.information().deliveredCount())
              .take(3)
              .collectList()
              .cache();
      counts.subscribe();

      sender.send(bytes("a")).then(sender.send(bytes("b"))).block(TIMEOUT);
      sender.send(bytes("c")).block(TIMEOUT);

      assertThat(counts.block(TIMEOUT)).containsExactly(1L, 2L, 3L);
    }
  }

  @OnEachTransport
  void a_subscriber_that_asks_one_by_one_gets_one_by_one(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1");
      DatagramSocket sender = sockets.connect("127.0.0.1", receiver.port());

      StepVerifier.create(receiver.messages().map(Sockets::text), 0)
          .then(
              () ->
                  sender.send(Flux.range(0, 4).map(i -> Datagram.of(bytes("" + i)))).block(TIMEOUT))
          .thenRequest(1)
          .expectNext("0")
          .thenRequest(1)
          .expectNext("1")
          .thenRequest(2)
          .expectNext("2", "3")
          .thenCancel()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void one_send_reaches_many_peers_in_order(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      List<DatagramSocket> peers =
          IntStream.range(0, 10).mapToObj(i -> sockets.bind("127.0.0.1")).toList();
      DatagramSocket sender = sockets.bind("127.0.0.1");
      Flux<Datagram> datagrams =
          Flux.range(0, 500)
              .map(
                  i ->
                      Datagram.to(
                          address("127.0.0.1", peers.get(i % 10).port()), bytes("" + i / 10)));

      Mono<List<List<String>>> received =
          Flux.fromIterable(peers)
              .flatMapSequential(
                  peer -> peer.messages().map(Sockets::text).take(50).collectList(), 10)
              .collectList();

      StepVerifier.create(received.zipWith(sender.send(datagrams)))
          .assertNext(
              both -> {
                assertThat(both.getT1())
                    .hasSize(10)
                    .containsOnly(IntStream.range(0, 50).mapToObj(i -> "" + i).toList());
                assertThat(both.getT2().sentCount()).isEqualTo(500);
              })
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void elements_from_another_thread_leave_in_order(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1");
      DatagramSocket sender = sockets.connect("127.0.0.1", receiver.port());

      StepVerifier.create(
              receiver
                  .messages()
                  .map(message -> message.payload().getInt())
                  .take(2_000)
                  .collectList()
                  .zipWith(
                      sender.send(
                          Flux.range(0, 2_000)
                              .publishOn(Schedulers.parallel())
                              .map(i -> Datagram.of(ByteBuffer.allocate(4).putInt(0, i))))))
          .assertNext(both -> assertThat(both.getT1()).hasSize(2_000).isSorted())
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void a_decoder_sees_the_bytes_and_may_leave_datagrams_out(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1");
      DatagramSocket sender = sockets.connect("127.0.0.1", receiver.port());
      sender
          .send(Flux.range(0, 6).map(i -> Datagram.of(ByteBuffer.allocate(4).putInt(0, i))))
          .block(TIMEOUT);

      StepVerifier.create(
              receiver
                  .messages(
                      (payload, remote) -> {
                        int number = payload.getInt();
                        return number % 2 == 0 ? number : null;
                      })
                  .take(3))
          .expectNext(0, 2, 4)
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void a_datagram_beyond_the_limit_asked_for_is_cut_and_says_so(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1", control -> control.maxMessageBytes(10));
      DatagramSocket sender = sockets.connect("127.0.0.1", receiver.port());
      sender.send(ByteBuffer.wrap(Sockets.noise(11))).block(TIMEOUT);
      sender.send(ByteBuffer.wrap(Sockets.noise(10))).block(TIMEOUT);

      StepVerifier.create(receiver.messages().take(2))
          .assertNext(
              cut -> {
                assertThat(cut.size()).isEqualTo(10);
                assertThat(cut.originalSize()).isEqualTo(11);
                assertThat(cut.truncated()).isTrue();
              })
          .assertNext(whole -> assertThat(whole.truncated()).isFalse())
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @OnEachTransport
  void several_sockets_share_a_port_and_keep_the_order_of_each_sender(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1", control -> control.sockets(4));
      List<DatagramSocket> senders =
          IntStream.range(0, 8)
              .mapToObj(i -> sockets.connect("127.0.0.1", receiver.port()))
              .toList();

      Mono<Map<InetSocketAddress, List<Integer>>> received =
          receiver
              .messages()
              .take(8 * 200)
              .collect(
                  Collectors.groupingBy(
                      Message::remoteAddress,
                      Collectors.mapping(m -> m.payload().getInt(), Collectors.toList())));
      Mono<Long> sent =
          Flux.fromIterable(senders)
              .flatMap(
                  sender ->
                      sender.send(
                          Flux.range(0, 200)
                              .map(i -> Datagram.of(ByteBuffer.allocate(64).putInt(0, i)))))
              .count();

      StepVerifier.create(received.zipWith(sent))
          .assertNext(
              both ->
                  assertThat(both.getT1().values())
                      .hasSize(8)
                      .containsOnly(IntStream.range(0, 200).boxed().toList()))
          .expectComplete()
          .verify(TIMEOUT);
      DatagramSocketInformation now = receiver.information();
      assertThat(now.deliveredCount() + now.unreadCount()).isEqualTo(1_600);
    }
  }

  @OnEachTransport
  void one_that_is_longer_than_the_read_ahead_arrives_at_each_of_several_sockets(
      Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver =
          sockets.bind("127.0.0.1", control -> control.sockets(4).readAheadBytes(1_024));
      List<DatagramSocket> senders =
          IntStream.range(0, 8)
              .mapToObj(i -> sockets.connect("127.0.0.1", receiver.port()))
              .toList();

      Flux<Integer> oneAfterAnother =
          Flux.fromIterable(senders)
              .concatMap(
                  sender ->
                      sender
                          .send(bytes("x".repeat(5_000)))
                          .then(receiver.messages().next().map(Message::size)));

      StepVerifier.create(oneAfterAnother)
          .expectNextSequence(Collections.nCopies(8, 5_000))
          .expectComplete()
          .verify(TIMEOUT);
      assertThat(receiver.information().receivedBytes()).isEqualTo(40_000);
    }
  }

  @OnEachTransport
  void sends_by_name_find_the_address(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver = sockets.bind("127.0.0.1");
      DatagramSocket sender = sockets.bind("127.0.0.1");

      sender
          .send(bytes("hello"), HostName.of("localhost"), Integer.toString(receiver.port()))
          .block(TIMEOUT);

      assertThat(receiver.messages().map(Sockets::text).blockFirst(TIMEOUT)).isEqualTo("hello");
    }
  }

  @OnEachTransport
  void a_socket_bound_to_every_address_hears_both_families(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket receiver =
          sockets.keep(DatagramSocket.bind(0, sockets.control(control -> control)));
      DatagramSocket ipv4 = sockets.connect("127.0.0.1", receiver.port());
      DatagramSocket ipv6 = sockets.connect("::1", receiver.port());
      receiver.send(receiver.messages().map(m -> m.reply(m.payload()))).subscribe();

      for (DatagramSocket client : List.of(ipv4, ipv6)) {
        StepVerifier.create(
                client
                    .messages()
                    .map(Sockets::text)
                    .take(1)
                    .mergeWith(client.send(bytes("x")).then(Mono.empty())))
            .expectNext("x")
            .expectComplete()
            .verify(TIMEOUT);
      }
    }
  }

  @OnEachTransport
  void options_are_applied_and_shown(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      DatagramSocket socket =
          sockets.bind(
              "127.0.0.1",
              control ->
                  control
                      .inboundBufferBytes(100_000)
                      .outboundUnicastHopLimit(33)
                      .broadcast(true)
                      .qualityOfService(SocketQualityOfService.LOW_LATENCY));

      AppliedDatagramOptions applied = socket.information().options();
      assertThat(applied.inboundBufferBytes().orElseThrow()).isGreaterThanOrEqualTo(100_000);
      assertThat(applied.broadcast()).contains(true);
      assertThat(applied.typeOfService()).hasValue(0x10);
      if (!transport.name().equals("nio")) {
        assertThat(applied.outboundUnicastHopLimit()).hasValue(33);
        assertThat(applied.dontFragment()).contains(false);
        assertThat(applied.priority()).hasValue(6);
        socket.outboundUnicastHopLimit(44).block(TIMEOUT);
        assertThat(socket.information().options().outboundUnicastHopLimit()).hasValue(44);
      }
    }
  }

  @OnEachTransport
  void only_groups_that_this_socket_joined_are_delivered(Transport transport) {
    try (Sockets sockets = Sockets.on(transport)) {
      NetworkAdapter lo =
          NetworkAdapter.all().stream()
              .filter(NetworkAdapter::isLoopback)
              .findFirst()
              .orElseThrow();
      HostName joined = HostName.of("239.77.1.1");
      HostName other = HostName.of("239.77.1.2");
      DatagramSocket receiver =
          sockets.keep(DatagramSocket.bind(0, sockets.control(c -> c.multicastAdapter(lo))));
      DatagramSocket neighbour =
          sockets.keep(DatagramSocket.bind(0, sockets.control(c -> c.multicastAdapter(lo))));
      DatagramSocket sender =
          sockets.bind("127.0.0.1", c -> c.multicastAdapter(lo).multicastHopLimit(0));
      receiver.join(joined).block(TIMEOUT);
      neighbour.join(other).block(TIMEOUT);
      InetSocketAddress toJoined = address("239.77.1.1", receiver.port());
      InetSocketAddress toOther = address("239.77.1.2", receiver.port());
      InetSocketAddress direct = address("127.0.0.1", receiver.port());
      List<String> seen = new ArrayList<>();

      // Given a group that only a neighbour has joined, when both are sent to
      send(sender, toOther, "other", toJoined, "joined", direct, "end");
      seen.addAll(until(receiver, "end"));
      // When its source is blocked, let through again, and the group is left
      HostName source = HostName.of("127.0.0.1");
      receiver.block(joined, lo, source).block(TIMEOUT);
      send(sender, toJoined, "blocked", direct, "end");
      seen.addAll(until(receiver, "end"));
      receiver.unblock(joined, lo, source).block(TIMEOUT);
      send(sender, toJoined, "unblocked", direct, "end");
      seen.addAll(until(receiver, "end"));
      assertThat(receiver.information().memberships()).hasSize(1);
      receiver.leave(joined).block(TIMEOUT);
      send(sender, toJoined, "left", direct, "end");
      seen.addAll(until(receiver, "end"));
      // And joined for one source only
      receiver.join(joined, lo, HostName.of("127.0.0.9")).block(TIMEOUT);
      send(sender, toJoined, "of another source", direct, "end");
      seen.addAll(until(receiver, "end"));
      receiver.leave(joined, lo, HostName.of("127.0.0.9")).block(TIMEOUT);
      receiver.join(joined, lo, source).block(TIMEOUT);
      send(sender, toJoined, "of the source", direct, "end");
      seen.addAll(until(receiver, "end"));

      assertThat(seen).containsExactly("joined", "unblocked", "of the source");
      assertThat(receiver.information().memberships())
          .containsExactly(
              new MulticastMembership(joined, lo.name(), java.util.Optional.of(source)));
    }
  }

  private static void send(DatagramSocket sender, Object... parts) {
    for (int i = 0; i < parts.length; i += 2) {
      sender.send(bytes((String) parts[i + 1]), (InetSocketAddress) parts[i]).block(TIMEOUT);
    }
  }

  private static List<String> until(DatagramSocket receiver, String end) {
    List<String> seen =
        receiver.messages().map(Sockets::text).takeUntil(end::equals).collectList().block(TIMEOUT);
    return seen.subList(0, seen.size() - 1);
  }

  private static final String ECHO =
      """
      import socket, sys
      family = socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET
      s = socket.socket(family, socket.SOCK_DGRAM)
      s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
      s.bind((sys.argv[1], 0))
      print('port', s.getsockname()[1], flush=True)
      while True:
          data, peer = s.recvfrom(70000)
          print(len(data), flush=True)
          s.sendto(data, peer)
      """;

  @OnEachTransport
  void python_echoes_datagrams_of_every_size(Transport transport) {
    Tools.require("python3");
    for (String host : List.of("127.0.0.1", "::1")) {
      try (Sockets sockets = Sockets.on(transport);
          Peer python = Peer.command("python3", "-c", ECHO, host).start()) {
        int port = Integer.parseInt(python.awaitLine("port (\\d+)", TIMEOUT).group(1));
        assumeTrue(port > 0);
        for (DatagramSocket socket : List.of(sockets.bind(host), sockets.connect(host, port))) {
          for (int size : new int[] {0, 1, 1_472, 2_048, 2_049, 65_507}) {
            byte[] sent = Sockets.noise(size);
            Mono<Message> echoed = socket.messages().next();
            socket.send(ByteBuffer.wrap(sent), address(host, port)).block(TIMEOUT);
            Message got = echoed.timeout(Duration.ofSeconds(20)).block(TIMEOUT);
            assertThat(got).isNotNull();
            assertThat(got.payload()).isEqualTo(ByteBuffer.wrap(sent));
          }
        }
      }
    }
  }
}
