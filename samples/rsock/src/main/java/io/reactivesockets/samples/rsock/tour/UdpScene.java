package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.datagram.Datagram;
import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketControl;
import io.reactivesockets.datagram.DatagramSocketInformation;
import io.reactivesockets.transport.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** A socket gets more datagrams than it can keep: each one is delivered or counted. */
final class UdpScene implements Scene {

  private static final int DATAGRAMS = 20_000;
  private static final int PAYLOAD_BYTES = 200;
  private static final int READ_AHEAD_BYTES = 65_536;
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final int LOOKS = 400;

  private final DatagramSocketControl control;

  UdpScene(Transport transport) {
    this.control =
        DatagramSocketControl.builder()
            .transport(transport)
            .readAheadBytes(READ_AHEAD_BYTES)
            .build();
  }

  @Override
  public String title() {
    return "udp";
  }

  @Override
  public Mono<String> play() {
    return Mono.usingWhen(
        DatagramSocket.bind(Stage.LOOPBACK, 0, control),
        receiver ->
            Mono.usingWhen(
                DatagramSocket.connect(Stage.LOOPBACK, receiver.port(), control),
                sender -> play(sender, receiver),
                DatagramSocket::close),
        DatagramSocket::close);
  }

  private static Mono<String> play(DatagramSocket sender, DatagramSocket receiver) {
    Mono<Void> echo =
        receiver
            .messages()
            .take(1)
            .map(message -> message.reply(message.payload()))
            .as(receiver::send)
            .then();
    Mono<Void> asked =
        sender.send(ByteBuffer.allocate(PAYLOAD_BYTES)).thenMany(sender.messages().take(1)).then();
    Flux<Datagram> flood =
        Flux.range(0, DATAGRAMS).map(i -> Datagram.of(ByteBuffer.allocate(PAYLOAD_BYTES)));
    return Mono.when(echo, asked)
        .then(sender.send(flood))
        .then(Mono.defer(() -> readOut(receiver)));
  }

  /** Nobody has read so far; now everything is, and what is missing must have been counted. */
  private static Mono<String> readOut(DatagramSocket receiver) {
    Disposable reading = receiver.messages().subscribe();
    return Mono.fromCallable(() -> account(receiver.information()))
        .retryWhen(Retry.fixedDelay(LOOKS, PAUSE))
        .doFinally(end -> reading.dispose());
  }

  private static String account(DatagramSocketInformation now) {
    long kernel = now.kernelDroppedCount().orElse(0);
    long dropped = now.droppedCount() + kernel;
    long sum = now.deliveredCount() + dropped;
    SceneFailure.unless(
        now.kernelDroppedCount().isEmpty() || sum == DATAGRAMS + 1,
        "%,d datagrams delivered or counted".formatted(DATAGRAMS + 1),
        "%,d".formatted(sum));
    return "echo; then %,d sent while nobody read: %,d delivered later, %,d counted as dropped"
        .formatted(DATAGRAMS, now.deliveredCount() - 1, dropped);
  }
}
