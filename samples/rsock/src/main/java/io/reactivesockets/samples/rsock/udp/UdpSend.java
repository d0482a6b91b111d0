package io.reactivesockets.samples.rsock.udp;

import io.reactivesockets.datagram.Datagram;
import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketControl;
import io.reactivesockets.datagram.SendResult;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.framing.Framer;
import io.reactivesockets.framing.Framing;
import io.reactivesockets.host.HostName;
import io.reactivesockets.samples.rsock.console.CommonOptions;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.DurationConverter;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Sends the lines of standard input as datagrams, or a load of them, and prints what comes back.
 */
@Command(
    name = "send",
    description = {
      "Sends each line of stdin, without its end, as a datagram; or with --count a load of them.",
      "Says on stderr what the network reports about them; the exit code is 1 then."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class UdpSend implements Callable<Integer> {

  private static final int LONGEST_BYTES = 65_535;
  private static final int LONGEST_PAYLOAD_BYTES = 65_507;
  private static final int USUAL_PAYLOAD_BYTES = 64;
  private static final Framer LINES = Framing.lines(LONGEST_BYTES).emitUnterminated();

  @Parameters(index = "0", paramLabel = "HOST", description = "A name or an address.")
  private String host = "";

  @Parameters(
      index = "1",
      paramLabel = "PORT",
      description = "A port, a name of the services file, or the name of an SRV record.")
  private String port = "";

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = Millis.class,
      description =
          "Print replies to stdout, one a line, for so long after the last datagram was sent; in "
              + "milliseconds if there is no unit.")
  private @Nullable Duration wait;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Send N datagrams instead of stdin; each begins with its number, from 0.")
  private @Nullable Long count;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      description = "How long those are, 0 to 65,507. Default: 64.")
  private @Nullable Integer size;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "How many of those to send a second. Default: as many as the kernel takes.")
  private @Nullable Double rate;

  @Option(names = "--broadcast", description = "Allow sending to broadcast addresses.")
  private boolean broadcast;

  @Mixin private CommonOptions common = new CommonOptions();

  private final Console console;
  private final AtomicLong reported = new AtomicLong();

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public UdpSend(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    checkLoad();
    Mono.usingWhen(open(), this::sendAndWait, this::end).block();
    if (console.interruption().wasAsked()) {
      return ExitCodes.INTERRUPTED;
    }
    return reported.get() == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  private void checkLoad() {
    if (count != null && count < 1) {
      throw new IllegalArgumentException("--count: " + count + " (expected: 1 or more)");
    }
    if (size != null && (size < 0 || size > LONGEST_PAYLOAD_BYTES)) {
      throw new IllegalArgumentException("--size: " + size + " (expected: 0..65507)");
    }
    if (rate != null && !(rate > 0 && Double.isFinite(rate))) {
      throw new IllegalArgumentException(
          "--rate: " + rate + " (expected: a number of datagrams, more than 0)");
    }
    if (count == null && (size != null || rate != null)) {
      throw new IllegalArgumentException(
          (size != null ? "--size: " + size : "--rate: " + rate) + " (expected: with --count)");
    }
  }

  /** Connected, if there is one peer: the network then tells what became of a datagram. */
  private Mono<DatagramSocket> open() {
    HostName remote = HostName.of(host);
    boolean many =
        broadcast || remote.toInetAddress().filter(InetAddress::isMulticastAddress).isPresent();
    return many
        ? DatagramSocket.bind(null, "0", control())
        : DatagramSocket.connect(remote, port, control());
  }

  private DatagramSocketControl control() {
    DatagramSocketControl.Builder control = DatagramSocketControl.builder().broadcast(broadcast);
    common.transport().ifPresent(control::transport);
    common.timeout().ifPresent(control::openTimeout);
    return control.build();
  }

  private Mono<Void> sendAndWait(DatagramSocket socket) {
    Disposable errors = socket.errors().subscribe(this::report);
    Sinks.Empty<Void> over = Sinks.empty();
    Mono<Void> sending =
        datagrams(socket)
            .flatMap(socket::send)
            .doOnNext(this::tell)
            .then(wait == null ? Mono.empty() : Mono.delay(wait))
            .then()
            .doOnTerminate(over::tryEmitEmpty);
    Flux<ByteBuffer> replies =
        wait == null ? Flux.empty() : socket.messages().map(Line::of).takeUntilOther(over.asMono());
    return Mono.when(sending, console.out().write(replies))
        .takeUntilOther(console.interruption().asked())
        .doFinally(end -> errors.dispose());
  }

  private Mono<Flux<Datagram>> datagrams(DatagramSocket socket) {
    Flux<ByteBuffer> payloads = count == null ? lines() : load(count).payloads();
    return socket.information().remoteAddress().isPresent()
        ? Mono.just(payloads.map(Datagram::of))
        : socket
            .remoteAddress(HostName.of(host), port)
            .map(to -> payloads.map(payload -> Datagram.to(to, payload)));
  }

  private Load load(long datagrams) {
    return new Load(datagrams, size == null ? USUAL_PAYLOAD_BYTES : size, rate == null ? 0 : rate);
  }

  private Flux<ByteBuffer> lines() {
    return LINES.decode(Flux.from(console.in()).map(UdpSend::copy));
  }

  /** What standard input emits is valid for a moment only. */
  private static ByteBuffer copy(ByteBuffer chunk) {
    return ByteBuffer.allocate(chunk.remaining()).put(chunk).flip();
  }

  /** Says the first of the errors; there may be one for each datagram. */
  private void report(SocketOperationException failure) {
    if (reported.getAndIncrement() == 0) {
      console.say(ExitCodes.describe(failure));
    }
  }

  private void tell(SendResult result) {
    if (count != null) {
      console.say("sent %,d datagrams".formatted(result.sentCount()));
    }
  }

  private Mono<Void> end(DatagramSocket socket) {
    if (reported.get() > 1) {
      console.say("%,d errors in all".formatted(reported.get()));
    }
    if (common.info()) {
      console.keepInformation(socket.information());
    }
    return socket.close().onErrorComplete();
  }

  /** Reads a time that is in milliseconds if it has no unit. */
  static final class Millis implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String value) {
      boolean unitless = !value.isEmpty() && value.chars().allMatch(Character::isDigit);
      try {
        return new DurationConverter().convert(unitless ? value + "ms" : value);
      } catch (TypeConversionException e) {
        throw new TypeConversionException(
            "'"
                + value
                + "' is no time (expected: a number above 0 and ms, s, m or h; milliseconds if"
                + " there is none)");
      }
    }
  }
}
