package io.reactivesockets.samples.rsock.ws;

import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.samples.rsock.console.CommonOptions;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.MessageWebSocketControl;
import io.reactivesockets.websocket.PermessageDeflate;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Lets the fuzzing server of the Autobahn test suite judge the client. */
@Command(
    name = "autobahn",
    description = {
      "Runs all cases of a fuzzing server of the Autobahn test suite, which then writes its report.",
      "Such as: wstest -m fuzzingserver; rsock ws autobahn ws://127.0.0.1:9001 reactive-sockets"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class WsAutobahn implements Callable<Integer> {

  /** The suite itself gives its longest cases 8 minutes, and may be slow. */
  private static final Duration TIME_FOR_A_CASE = Duration.ofMinutes(20);

  @Parameters(
      index = "0",
      paramLabel = "URI",
      converter = UriConverter.class,
      description = "The server, such as ws://HOST:PORT.")
  private URI uri = URI.create("");

  @Parameters(index = "1", paramLabel = "AGENT", description = "Our name in the report.")
  private String agent = "";

  @Mixin private MessageOptions options = new MessageOptions();
  @Mixin private ClientOptions client = new ClientOptions();
  @Mixin private CommonOptions common = new CommonOptions();

  private final Console console;

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public WsAutobahn(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Mono<Integer> count =
        open("getCaseCount", socket -> socket.frames().next().map(Frame::text))
            .map(text -> Integer.valueOf(text.strip()));
    Integer run =
        count
            .flatMap(
                cases ->
                    Flux.range(1, cases)
                        .concatMap(this::runCase)
                        .then(open("updateReports?agent=" + name(), Conversation::echo))
                        .thenReturn(cases))
            .takeUntilOther(console.interruption().asked())
            .block();
    if (run == null) {
      return ExitCodes.INTERRUPTED;
    }
    console.say(run + " cases run");
    return ExitCodes.DONE;
  }

  /**
   * Echoes until the server has seen enough; what goes wrong on the way is the server's to tell.
   */
  private Mono<Void> runCase(int number) {
    return open(
            "runCase?case=" + number + "&agent=" + name(),
            socket ->
                Conversation.echo(socket)
                    .onErrorComplete()
                    .then(socket.closed())
                    .then()
                    .timeout(TIME_FOR_A_CASE, Mono.empty()))
        .onErrorResume(
            SocketOperationException.class,
            failure -> {
              console.say("case " + number + ": " + ExitCodes.describe(failure));
              return Mono.empty();
            });
  }

  private <T> Mono<T> open(String resource, Function<MessageWebSocket, Mono<T>> use) {
    URI target = URI.create(uri.toString().replaceAll("/+$", "") + "/" + resource);
    return Mono.usingWhen(MessageWebSocket.connect(target, control()), use, Guests::dismiss);
  }

  private String name() {
    return URLEncoder.encode(agent, StandardCharsets.UTF_8);
  }

  private MessageWebSocketControl control() {
    MessageWebSocketControl.Builder control =
        MessageWebSocketControl.builder().socket(client.connection(common));
    options.applyTo(control);
    // The suite looks at each frame: we only answer.
    return control.deflate(PermessageDeflate.defaults()).pingInterval(Duration.ZERO).build();
  }
}
