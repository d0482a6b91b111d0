package io.reactivesockets.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class ReadmeTest {

  @Test
  void the_first_lines_of_the_readme_run() {
    StringBuilder printed = new StringBuilder();

    StreamSocketListener listener = StreamSocketListener.bind("127.0.0.1", 0).block();
    listener
        .connections()
        .flatMap(socket -> socket.send(socket.input()).then(socket.close()), 10_000)
        .subscribe();

    StreamSocket client = StreamSocket.connect("127.0.0.1", listener.port()).block();
    client
        .send(Flux.just("reactive ", "sockets").map(UTF_8::encode))
        .then(client.shutdownOutput())
        .thenMany(client.input())
        .doOnNext(bytes -> printed.append(UTF_8.decode(bytes)))
        .blockLast();
    client.close().then(listener.close()).block();

    assertThat(printed).hasToString("reactive sockets");
  }
}
