package io.reactivesockets.triggers.activity;

import io.reactivesockets.triggers.wire.Message;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A socket broker as who runs it sees it: the sockets of all applications, and its figures. Only
 * the user that the broker runs as may connect like this.
 */
public final class SocketBrokerAdministrator {

  private final BrokerLink link;

  private SocketBrokerAdministrator(BrokerLink link) {
    this.link = link;
  }

  /**
   * Connects to a broker.
   *
   * @param directory the broker's directory
   * @return cold; emits when the broker has answered, or fails with {@code CONNECTION_REFUSED} if
   *     none listens there
   */
  public static Mono<SocketBrokerAdministrator> connect(Path directory) {
    return Mono.defer(
        () -> {
          SocketBrokerControl control = SocketBrokerControl.builder(directory, "-").build();
          BrokerLink link = new BrokerLink(control, true, notice -> {}, () -> {});
          return link.conversation().thenReturn(new SocketBrokerAdministrator(link));
        });
  }

  /**
   * Lists what the broker holds.
   *
   * @return cold; emits each socket, by user, application and id
   */
  public Flux<HeldSocketInformation> sockets() {
    return Listings.all(link).map(HeldSocketInformation::of);
  }

  /**
   * Closes a socket that the broker holds.
   *
   * @param socket which, as {@link #sockets()} has it
   * @return cold; completes when it is closed
   */
  public Mono<Void> drop(HeldSocketInformation socket) {
    return link.ask(
            "drop",
            socket.id(),
            request ->
                new Message.Drop(request, (int) socket.uid(), socket.application(), socket.id()))
        .then();
  }

  /**
   * Returns the broker's figures.
   *
   * @return cold; emits them by name, such as {@code sockets} or {@code launched}
   */
  public Mono<Map<String, Long>> figures() {
    return link.ask("read figures", "", Message.Statistics::new)
        .cast(Message.Figures.class)
        .map(figures -> Collections.unmodifiableMap(new LinkedHashMap<>(figures.values())));
  }

  /**
   * Begins or ends standby, in which only sockets with {@link
   * SocketActivityConnectedStandbyAction#WAKE} wake anybody.
   *
   * @param on whether it begins
   * @return cold; completes when the broker has changed
   */
  public Mono<Void> standby(boolean on) {
    return link.ask("change standby", "", request -> new Message.Standby(request, on)).then();
  }

  /**
   * Ends the connection.
   *
   * @return cold; completes when that is done
   */
  public Mono<Void> close() {
    return Mono.fromRunnable(link::close);
  }
}
