package io.reactivesockets.samples.rsock.ws;

import io.reactivesockets.samples.rsock.console.CommonOptions;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.MessageWebSocketControl;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Opens a WebSocket, sends standard input and writes what comes to standard output. */
@Command(
    name = "connect",
    description =
        "Opens a WebSocket, sends each line of stdin as a text message, and writes each message that "
            + "comes to stdout as a line. The end of stdin closes it; what comes before the server has "
            + "closed too is still written.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class WsConnect implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "URI",
      converter = UriConverter.class,
      description = "ws://HOST[:PORT]/PATH, or wss.")
  private URI uri = URI.create("");

  @Option(
      names = "--header",
      paramLabel = "HEADER",
      converter = Header.Converter.class,
      description = "Send this header in the opening handshake; 'Name: value', any number.")
  private List<Header> headers = new ArrayList<>();

  @Mixin private MessageOptions options = new MessageOptions();
  @Mixin private ClientOptions client = new ClientOptions();
  @Mixin private CommonOptions common = new CommonOptions();

  private final Console console;

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public WsConnect(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Conversation conversation = new Conversation(console, options);
    Mono.usingWhen(
            MessageWebSocket.connect(uri, control()).takeUntilOther(console.interruption().asked()),
            socket -> conversation.both(socket).takeUntilOther(console.interruption().asked()),
            this::end)
        .block();
    return console.interruption().wasAsked() ? ExitCodes.INTERRUPTED : ExitCodes.DONE;
  }

  private MessageWebSocketControl control() {
    MessageWebSocketControl.Builder control =
        MessageWebSocketControl.builder()
            .socket(client.connection(common))
            .supportedProtocols(options.protocols());
    headers.forEach(header -> control.requestHeader(header.name(), header.value()));
    options.applyTo(control);
    return control.build();
  }

  private Mono<Void> end(MessageWebSocket socket) {
    if (common.info()) {
      console.keepInformation(socket.information());
    }
    return Guests.dismiss(socket);
  }
}
