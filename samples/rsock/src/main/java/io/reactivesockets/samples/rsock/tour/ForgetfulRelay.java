package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketControl;
import io.reactivesockets.datagram.Message;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A NAT for datagrams in this process: each flow leaves by a port of its own, and one that was
 * silent for too long is forgotten and gets another port.
 */
final class ForgetfulRelay implements Nat {

  private final DatagramSocket inside;
  private final InetSocketAddress server;
  private final DatagramSocketControl control;
  private final Duration memory;
  private final Map<InetSocketAddress, Flow> flows = new ConcurrentHashMap<>();
  private final Disposable relaying;

  /** The port by which a client leaves, and when it last did. */
  private record Flow(DatagramSocket outside, Disposable answers, long usedAt) {}

  private ForgetfulRelay(
      DatagramSocket inside,
      InetSocketAddress server,
      DatagramSocketControl control,
      Duration memory) {
    this.inside = inside;
    this.server = server;
    this.control = control;
    this.memory = memory;
    this.relaying = inside.messages().concatMap(this::relay).subscribe();
  }

  static Mono<ForgetfulRelay> between(
      InetSocketAddress server, DatagramSocketControl control, Duration memory) {
    return DatagramSocket.bind(Stage.LOOPBACK, 0, control)
        .map(inside -> new ForgetfulRelay(inside, server, control, memory));
  }

  @Override
  public String kind() {
    return "in this process";
  }

  @Override
  public InetSocketAddress entrance() {
    return inside.localAddress();
  }

  @Override
  public Duration memory() {
    return memory;
  }

  @Override
  public Duration firstInterval() {
    return memory.dividedBy(4);
  }

  private Mono<Void> relay(Message message) {
    return flow(message.remoteAddress())
        .flatMap(flow -> flow.outside.send(message.payload(), server));
  }

  private Mono<Flow> flow(InetSocketAddress client) {
    Flow known = flows.get(client);
    long now = System.nanoTime();
    if (known != null && now - known.usedAt < memory.toNanos()) {
      Flow used = new Flow(known.outside, known.answers, now);
      flows.put(client, used);
      return Mono.just(used);
    }
    Mono<Void> forgotten = known == null ? Mono.empty() : close(known);
    return forgotten
        .then(DatagramSocket.bind(Stage.LOOPBACK, 0, control))
        .map(outside -> new Flow(outside, answers(outside, client), now))
        .doOnNext(flow -> flows.put(client, flow));
  }

  private Disposable answers(DatagramSocket outside, InetSocketAddress client) {
    return outside
        .messages()
        .concatMap(answer -> inside.send(answer.payload(), client))
        .onErrorComplete()
        .subscribe();
  }

  private static Mono<Void> close(Flow flow) {
    flow.answers.dispose();
    return flow.outside.close();
  }

  @Override
  public Mono<Void> close() {
    relaying.dispose();
    return Flux.fromIterable(flows.values()).flatMap(ForgetfulRelay::close).then(inside.close());
  }
}
