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
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** A channel learns how long a NAT, which it does not know, remembers silent flows. */
final class ControlChannelScene implements Scene {

  private static final Duration MEMORY = Duration.ofMillis(400);
  private static final double MILLIS = 1_000;

  private final DatagramSocketControl control;

  ControlChannelScene(Transport transport) {
    this.control = DatagramSocketControl.builder().transport(transport).build();
  }

  @Override
  public String title() {
    return "control channel";
  }

  @Override
  public Mono<String> play() {
    return Mono.usingWhen(
        DatagramSocket.bind(Stage.LOOPBACK, 0, control), this::behindNat, DatagramSocket::close);
  }

  private Mono<String> behindNat(DatagramSocket server) {
    Disposable answering =
        server
            .send(
                server
                    .messages()
                    .map(asked -> asked.reply(UTF_8.encode(asked.remoteAddress().toString()))))
            .onErrorComplete()
            .subscribe();
    return Mono.usingWhen(
            ForgetfulRelay.between(server.localAddress(), control, MEMORY),
            nat ->
                Mono.usingWhen(
                    Mono.fromSupplier(this::channels),
                    set -> learn(set, nat),
                    ControlChannels::close),
            ForgetfulRelay::close)
        .doFinally(end -> answering.dispose());
  }

  private ControlChannels channels() {
    return ControlChannels.create(
        ControlChannelsControl.builder()
            .window(Duration.ofMillis(50))
            .watchNetwork(false)
            .networkInterval(
                NetworkIntervalControl.builder()
                    .initial(Duration.ofMillis(100))
                    .minimum(Duration.ofMillis(50))
                    .confirmations(1)
                    .build())
            .build());
  }

  private Mono<String> learn(ControlChannels channels, ForgetfulRelay nat) {
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
            DatagramSocket.connect(Stage.LOOPBACK, nat.port(), control)
                .flatMap(flow -> whoAmI(flow).thenReturn(flow)),
            (flow, due) -> whoAmI(flow).map(KeepAliveAnswer::mappedTo));
    return trigger
        .usingTransport(transport)
        .then(trigger.waitForPushEnabled())
        .thenMany(trigger.keepAlives())
        .mapNotNull(due -> trigger.information().networkKeepAliveInterval().orElse(null))
        .filter(learned -> learned.shortestLost().isPresent())
        .next()
        .map(ControlChannelScene::tell);
  }

  private static Mono<String> whoAmI(DatagramSocket flow) {
    return flow.send(UTF_8.encode("who am I?"))
        .then(flow.messages().next())
        .map(answer -> answer.text(UTF_8));
  }

  private static String tell(LearnedInterval learned) {
    SceneFailure.unless(
        learned.interval().compareTo(MEMORY) < 0,
        "an interval below " + MEMORY,
        learned.interval().toString());
    return String.format(
        Locale.ROOT,
        "a NAT that forgets after %.2f s: keep-alives every %.2f s, learned for %d lost flows",
        MEMORY.toMillis() / MILLIS,
        learned.interval().toMillis() / MILLIS,
        learned.lostConnections());
  }
}
