package io.reactivesockets.samples.rsock.tour;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.triggers.control.ChannelTransport;
import io.reactivesockets.triggers.control.ControlChannelTrigger;
import io.reactivesockets.triggers.control.ControlChannelTriggerControl;
import io.reactivesockets.triggers.control.ControlChannels;
import io.reactivesockets.triggers.control.ControlChannelsControl;
import io.reactivesockets.triggers.control.KeepAliveAnswer;
import io.reactivesockets.triggers.control.LearnedInterval;
import io.reactivesockets.triggers.control.NetworkIntervalControl;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** A channel learns how long a NAT, which it does not know, remembers silent flows. */
final class ControlChannelScene implements Scene {

  private static final Duration MEMORY_OF_RELAY = Duration.ofMillis(400);
  private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(2);
  private static final int NAMESPACE_PORT = 7_000;
  private static final double MILLIS = 1_000;

  private final DatagramSocketControl control;

  ControlChannelScene(Transport transport) {
    this.control = DatagramSocketControl.builder().transport(transport).build();
  }

  @Override
  public String title() {
    return "control channel";
  }

  /** Behind a NAT of the kernel where one can be made, else behind one in this process. */
  @Override
  public Mono<String> play() {
    Mono<String> ofKernel =
        Mono.usingWhen(
            NamespaceNat.create(NAMESPACE_PORT).onErrorMap(failure -> new NoSuchNat(failure)),
            nat ->
                withServer(
                    DatagramSocket.bind(NamespaceNat.serverAddress(), NAMESPACE_PORT, control)
                        .onErrorMap(failure -> new NoSuchNat(failure)),
                    server -> behind(nat)),
            NamespaceNat::close);
    return ofKernel.onErrorResume(NoSuchNat.class, none -> withRelay());
  }

  /** There is no NAT of the kernel, or nothing gets through it. */
  private static final class NoSuchNat extends RuntimeException {

    private static final long serialVersionUID = 1;

    NoSuchNat(Throwable cause) {
      super(cause);
    }
  }

  private Mono<String> withRelay() {
    return withServer(
        DatagramSocket.bind(Stage.LOOPBACK, 0, control),
        server ->
            Mono.usingWhen(
                ForgetfulRelay.between(server.localAddress(), control, MEMORY_OF_RELAY),
                this::behind,
                ForgetfulRelay::close));
  }

  /** Plays with a server that tells each client the address that it sees. */
  private Mono<String> withServer(
      Mono<DatagramSocket> bind, Function<DatagramSocket, Mono<String>> play) {
    return Mono.usingWhen(
        bind,
        server -> {
          Disposable answering =
              server
                  .send(
                      server
                          .messages()
                          .map(
                              asked -> asked.reply(UTF_8.encode(asked.remoteAddress().toString()))))
                  .onErrorComplete()
                  .subscribe();
          return play.apply(server).doFinally(end -> answering.dispose());
        },
        DatagramSocket::close);
  }

  private Mono<String> behind(Nat nat) {
    return Mono.usingWhen(
        Mono.fromSupplier(() -> channels(nat.firstInterval())),
        set -> learn(set, nat),
        ControlChannels::close);
  }

  private ControlChannels channels(Duration firstInterval) {
    return ControlChannels.create(
        ControlChannelsControl.builder()
            .window(Duration.ofMillis(50))
            .watchNetwork(false)
            .networkInterval(
                NetworkIntervalControl.builder()
                    .initial(firstInterval)
                    .minimum(Duration.ofMillis(50))
                    .confirmations(1)
                    .build())
            .build());
  }

  private Mono<String> learn(ControlChannels channels, Nat nat) {
    ControlChannelTrigger trigger =
        channels.open(
            "tour",
            ControlChannelTriggerControl.builder()
                .serverKeepAliveInterval(Duration.ofMinutes(1))
                .replyTimeout(Duration.ofSeconds(2))
                .firstDelay(Duration.ofMillis(10))
                .build());
    ChannelTransport<DatagramSocket> transport =
        ChannelTransport.datagram(
            DatagramSocket.connect(
                    nat.entrance().getAddress().getHostAddress(), nat.entrance().getPort(), control)
                .flatMap(flow -> whoAmI(flow).thenReturn(flow)),
            (flow, due) -> whoAmI(flow).map(KeepAliveAnswer::mappedTo));
    return trigger
        .usingTransport(transport)
        .timeout(TIME_TO_ANSWER)
        .onErrorMap(failure -> new NoSuchNat(failure))
        .then(trigger.waitForPushEnabled())
        .thenMany(trigger.keepAlives())
        .mapNotNull(due -> trigger.information().networkKeepAliveInterval().orElse(null))
        .filter(learned -> learned.shortestLost().isPresent())
        .next()
        .map(learned -> tell(nat, learned));
  }

  private static Mono<String> whoAmI(DatagramSocket flow) {
    return flow.send(UTF_8.encode("who am I?"))
        .then(flow.messages().next())
        .map(answer -> answer.text(UTF_8));
  }

  private static String tell(Nat nat, LearnedInterval learned) {
    SceneFailure.unless(
        learned.interval().compareTo(nat.memory()) < 0,
        "an interval below " + nat.memory(),
        learned.interval().toString());
    return String.format(
        Locale.ROOT,
        "a NAT %s that forgets after %.1f s: keep-alives every %.2f s, learned for %d lost flows",
        nat.kind(),
        nat.memory().toMillis() / MILLIS,
        learned.interval().toMillis() / MILLIS,
        learned.lostConnections());
  }
}
