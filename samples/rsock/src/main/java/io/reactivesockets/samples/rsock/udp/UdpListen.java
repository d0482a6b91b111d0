package io.reactivesockets.samples.rsock.udp;

import io.reactivesockets.datagram.Datagram;
import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketControl;
import io.reactivesockets.datagram.DatagramSocketInformation;
import io.reactivesockets.datagram.Message;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.HostName;
import io.reactivesockets.samples.rsock.console.Addresses;
import io.reactivesockets.samples.rsock.console.CommonOptions;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.samples.rsock.console.Inheritance;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Receives datagrams, and writes them to standard output or sends them back. */
@Command(
    name = "listen",
    description = {
      "Receives datagrams; the first line on stderr is 'listening HOST:PORT'.",
      "Their bytes go to stdout as they are. Goes on until interrupted, or for --count datagrams."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class UdpListen implements Callable<Integer> {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "HOST",
      description = "A name or an address of this machine, 0.0.0.0 or :: for all.")
  private String host = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PORT",
      description = "A port or a name of the services file; 0 for a port that the system picks.")
  private String port = "";

  @Option(names = "--echo", description = "Send each datagram back, and leave stdout alone.")
  private boolean echo;

  @Option(
      names = "--inherited",
      description =
          "Take the socket that systemd (LISTEN_FDS) or inetd passes, in place of HOST and PORT; Linux.")
  private boolean inherited;

  @Option(names = "--lines", description = "Write LF behind each datagram.")
  private boolean lines;

  @Option(names = "--count", paramLabel = "N", description = "End after N datagrams.")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--join",
      paramLabel = "GROUP[%ADAPTER]",
      converter = Group.Converter.class,
      description = "Join a multicast group; may be given several times.")
  private List<Group> groups = new ArrayList<>();

  @Option(
      names = "--source",
      paramLabel = "ADDRESS",
      description = "Take the groups' datagrams from this source only.")
  private @Nullable String source;

  @Mixin private CommonOptions common = new CommonOptions();

  private final Console console;

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public UdpListen(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (count < 1) {
      throw new IllegalArgumentException("--count: " + count + " (expected: 1 or more)");
    }
    if (source != null && groups.isEmpty()) {
      throw new IllegalArgumentException("--source: " + source + " (expected: with --join)");
    }
    Inheritance.check(inherited, host, port);
    Mono.usingWhen(socket(), this::serve, this::end).block();
    return ExitCodes.DONE;
  }

  private Mono<DatagramSocket> socket() {
    return inherited
        ? DatagramSocket.inherited(control())
        : DatagramSocket.bind(HostName.of(host), port, control());
  }

  private DatagramSocketControl control() {
    DatagramSocketControl.Builder control = DatagramSocketControl.builder();
    common.transport().ifPresent(control::transport);
    return control.build();
  }

  private Mono<Void> serve(DatagramSocket socket) {
    HostName from = source == null ? null : HostName.of(source);
    return Flux.fromIterable(groups)
        .concatMap(group -> group.join(socket, from))
        .then(Mono.fromRunnable(() -> tell(socket)))
        .then(Mono.defer(() -> pass(socket)));
  }

  private void tell(DatagramSocket socket) {
    DatagramSocketInformation now = socket.information();
    console.say("listening " + Addresses.text(now.localAddress(), now.localPort()));
  }

  private Mono<Void> pass(DatagramSocket socket) {
    Publisher<?> tooLate = common.timeout().<Mono<?>>map(Mono::delay).orElseGet(Mono::never);
    Flux<Message> messages =
        socket
            .messages()
            .timeout(tooLate, message -> Mono.never())
            .onErrorMap(TimeoutException.class, late -> nothingCame(socket, late))
            .take(count)
            .takeUntilOther(console.interruption().asked());
    if (echo) {
      Flux<Datagram> answers = messages.map(message -> message.reply(message.payload()));
      return socket.send(answers).then();
    }
    return console.out().write(lines ? messages.map(Line::of) : messages.map(Message::payload));
  }

  private static SocketOperationException nothingCame(
      DatagramSocket socket, TimeoutException late) {
    return SocketOperationException.builder(SocketPhase.OPEN, SocketOperationException.RECEIVE)
        .status(SocketErrorStatus.OPERATION_TIMED_OUT)
        .localAddress(socket.localAddress())
        .hint("no datagram came; raise --timeout")
        .cause(late)
        .build();
  }

  private Mono<Void> end(DatagramSocket socket) {
    if (common.info()) {
      console.keepInformation(socket.information());
    }
    return socket.close().onErrorComplete();
  }
}
