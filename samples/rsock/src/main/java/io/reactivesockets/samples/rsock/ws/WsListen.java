package io.reactivesockets.samples.rsock.ws;

import io.reactivesockets.host.HostName;
import io.reactivesockets.samples.rsock.console.Addresses;
import io.reactivesockets.samples.rsock.console.CommonOptions;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.stream.StreamSocketListenerInformation;
import io.reactivesockets.websocket.ServerMessageWebSocket;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.WebSocketListener;
import io.reactivesockets.websocket.WebSocketListenerControl;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Serves WebSockets from standard input and output, or with an echo. */
@Command(
    name = "listen",
    description = {
      "Serves WebSockets; the first line on stderr is 'listening ws://HOST:PORT/PATH'.",
      "Messages of any of them go to stdout, a text message as a line; each line of stdin goes to "
          + "every one that is open, at the pace of the slowest. The command is done when none is left."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class WsListen implements Callable<Integer> {

  private static final Duration TIME_TO_END = Duration.ofSeconds(2);

  @Parameters(
      index = "0",
      paramLabel = "HOST",
      description = "A name or an address of this machine, 0.0.0.0 or :: for all.")
  private String host = "";

  @Parameters(
      index = "1",
      paramLabel = "PORT",
      description = "A port or a name of the services file; 0 for a port that the system picks.")
  private String port = "";

  @Option(
      names = "--path",
      paramLabel = "PATH",
      defaultValue = "/",
      description = "The path to serve; others are answered 404. Default: ${DEFAULT-VALUE}.")
  private String path = "/";

  @Option(
      names = "--echo",
      description =
          "Send each message back to where it came from, and leave stdin and stdout alone; goes on "
              + "until interrupted.")
  private boolean echo;

  @Option(
      names = "--keep-open",
      description = "Go on listening when none is left, until interrupted.")
  private boolean keepOpen;

  @Option(
      names = "--origin",
      paramLabel = "ORIGIN",
      description = {
        "Also take pages of this origin, such as https://example.com, or * for all; any number.",
        "Default: pages of this host only."
      })
  private Set<String> origins = new LinkedHashSet<>();

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many to serve at once; others wait. Default: ${DEFAULT-VALUE}.")
  private int maxConnections;

  @Mixin private MessageOptions options = new MessageOptions();
  @Mixin private ServerCertificate certificate = new ServerCertificate();
  @Mixin private CommonOptions common = new CommonOptions();

  private final Console console;

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public WsListen(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "--max-connections: " + maxConnections + " (expected: 1 or more)");
    }
    if (!path.startsWith("/") || path.indexOf('?') >= 0) {
      throw new IllegalArgumentException(
          "--path: " + path + " (expected: one that begins with / and has no query)");
    }
    boolean untilInterrupted = echo || keepOpen;
    Guests guests = new Guests(console, service(), untilInterrupted, common.timeout());
    ServerMessageWebSocketControl each = socketControl();
    Integer failed =
        Mono.usingWhen(
                WebSocketListener.bind(HostName.of(host), port, control()).doOnNext(this::tell),
                listener -> guests.serve(listener.messageSockets(path, each), maxConnections),
                this::end)
            .block();
    boolean allWell = untilInterrupted || failed == null || failed == 0;
    return allWell ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  private Function<ServerMessageWebSocket, Mono<Void>> service() {
    Conversation conversation = new Conversation(console, options);
    return echo ? Conversation::echo : conversation::bothUntilClosed;
  }

  private WebSocketListenerControl control() {
    StreamSocketListenerControl.Builder socket = StreamSocketListenerControl.builder();
    common.transport().ifPresent(socket::transport);
    certificate.control().ifPresent(socket::tls);
    return WebSocketListenerControl.builder().socket(socket.build()).build();
  }

  private ServerMessageWebSocketControl socketControl() {
    ServerMessageWebSocketControl.Builder control =
        ServerMessageWebSocketControl.builder()
            .supportedProtocols(options.protocols())
            .allowedOrigins(origins);
    options.applyTo(control);
    return control.build();
  }

  private void tell(WebSocketListener listener) {
    StreamSocketListenerInformation now = listener.information();
    String scheme = listener.control().socket().tls().isPresent() ? "wss" : "ws";
    console.say(
        "listening " + scheme + "://" + Addresses.text(now.localAddress(), now.localPort()) + path);
  }

  private Mono<Void> end(WebSocketListener listener) {
    if (common.info()) {
      console.keepInformation(listener.information());
    }
    return listener.shutdown(TIME_TO_END).then();
  }
}
