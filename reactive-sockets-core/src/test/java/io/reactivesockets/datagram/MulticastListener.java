package io.reactivesockets.datagram;

import io.reactivesockets.host.HostName;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * One socket in a JVM of its own that does what standard input says, a command a line: {@code join
 * GROUP ADAPTER [SOURCE]}, {@code leave}, {@code block}, {@code unblock} likewise, and {@code say
 * LOOPBACK GROUP ADAPTER TEXT}. It prints what it hears.
 */
final class MulticastListener {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Transport transport;
  private final DatagramSocket socket;

  private MulticastListener(Transport transport, String anyAddress) {
    this.transport = transport;
    this.socket =
        DatagramSocket.bind(
                anyAddress, 0, DatagramSocketControl.builder().transport(transport).build())
            .blockOptional(TIMEOUT)
            .orElseThrow();
  }

  /** Arguments: the name of the transport, and the address to bind. */
  static void listen(String[] arguments) throws IOException {
    Transport transport = Transport.open(arguments[0], TransportControl.defaults());
    MulticastListener listener = new MulticastListener(transport, arguments[1]);
    listener
        .socket
        .messages()
        .subscribe(
            message -> System.out.println("heard " + message.text(StandardCharsets.US_ASCII)));
    System.out.println("port " + listener.socket.port());
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    int number = 0;
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String outcome;
      try {
        listener.follow(line.split(" ", -1)).block(TIMEOUT);
        outcome = "done";
      } catch (RuntimeException e) {
        outcome = "failed " + e.getMessage();
      }
      System.out.println(outcome + " " + ++number);
    }
    listener.socket.close().block(TIMEOUT);
  }

  private Mono<Void> follow(String[] words) {
    if (words[0].equals("say")) {
      return say(Boolean.parseBoolean(words[1]), words[2], adapter(words[3]), words[4]);
    }
    HostName group = HostName.of(words[1]);
    NetworkAdapter adapter = adapter(words[2]);
    HostName source = words.length > 3 ? HostName.of(words[3]) : null;
    return switch (words[0]) {
      case "join" ->
          source == null ? socket.join(group, adapter) : socket.join(group, adapter, source);
      case "leave" ->
          source == null ? socket.leave(group, adapter) : socket.leave(group, adapter, source);
      case "block" -> socket.block(group, adapter, HostName.of(words[3]));
      case "unblock" -> socket.unblock(group, adapter, HostName.of(words[3]));
      default -> Mono.error(new IllegalArgumentException(words[0]));
    };
  }

  private Mono<Void> say(boolean loopback, String group, NetworkAdapter adapter, String text) {
    DatagramSocketControl control =
        DatagramSocketControl.builder()
            .transport(transport)
            .multicastLoopback(loopback)
            .multicastAdapter(adapter)
            .build();
    InetSocketAddress to =
        new InetSocketAddress(HostName.of(group).toInetAddress().orElseThrow(), socket.port());
    return Mono.usingWhen(
        DatagramSocket.bind(0, control),
        sender -> sender.send(Sockets.bytes(text), to),
        DatagramSocket::close);
  }

  private static NetworkAdapter adapter(String name) {
    return NetworkAdapter.byName(name).orElseThrow();
  }
}
