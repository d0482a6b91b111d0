package io.reactivesockets.samples.rsock.tcp;

import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.samples.rsock.console.CommonOptions;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.samples.rsock.tls.ClientTls;
import io.reactivesockets.stream.ProxyControl;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Connects, sends standard input and writes what comes to standard output. */
@Command(
    name = "connect",
    description = {
      "Connects, sends stdin, and writes what comes to stdout.",
      "The end of stdin ends the output (FIN) while the input goes on; the command is done when "
          + "both directions have ended."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class TcpConnect implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "HOST", description = "A name or an address.")
  private String host = "";

  @Parameters(
      index = "1",
      paramLabel = "SERVICE",
      description = "A port, a name of the services file, or the name of an SRV record.")
  private String service = "";

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS[:PORT]",
      converter = LocalEnd.Converter.class,
      description = "Connect from this address of this machine; IPv6 with a port in brackets.")
  private @Nullable LocalEnd from;

  @Option(
      names = "--proxy",
      paramLabel = "URI",
      converter = ProxyConverter.class,
      description =
          "Connect through a proxy: http://[USER:PASSWORD@]HOST:PORT, https, socks5 (names are "
              + "resolved here) or socks5h (by the proxy).")
  private @Nullable ProxyControl proxy;

  @Mixin private ClientTls tls = new ClientTls();
  @Mixin private StreamOptions options = new StreamOptions();
  @Mixin private CommonOptions common = new CommonOptions();

  private final Console console;

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public TcpConnect(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (from != null && proxy != null) {
      throw new IllegalArgumentException(
          "--bind: with --proxy (expected: one of them; a proxy is not used from a chosen address)");
    }
    Mono.usingWhen(
            StreamSocket.connect(endpoints(), control())
                .takeUntilOther(console.interruption().asked()),
            this::relay,
            this::end)
        .block();
    return console.interruption().wasAsked() ? ExitCodes.INTERRUPTED : ExitCodes.DONE;
  }

  private Mono<Void> relay(StreamSocket socket) {
    keepInformation(socket); // Statistics are sampled from the first snapshot on.
    Mono<?> protect = tls.isWanted() ? tls.protect(socket, HostName.of(host)) : Mono.empty();
    return protect
        .then(Mono.defer(() -> new Relay(console, options).both(socket)))
        .takeUntilOther(console.interruption().asked());
  }

  private EndpointPair endpoints() {
    HostName remote = HostName.of(host);
    return from == null
        ? EndpointPair.to(remote, service)
        : new EndpointPair(Optional.of(from.host()), from.port(), remote, service);
  }

  private StreamSocketControl control() {
    StreamSocketControl.Builder control = StreamSocketControl.builder();
    if (tls.isWanted()) {
      control.tls(tls.control(common.timeout().orElse(null)));
    }
    if (proxy != null) {
      control.proxy(proxy);
    }
    common.transport().ifPresent(control::transport);
    common.timeout().ifPresent(control::connectTimeout);
    options.applyTo(control);
    return control.build();
  }

  private Mono<Void> end(StreamSocket socket) {
    keepInformation(socket);
    return Relay.close(socket);
  }

  private void keepInformation(StreamSocket socket) {
    if (common.info()) {
      console.keepInformation(socket.information());
    }
  }
}
