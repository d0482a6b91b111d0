package io.reactivesockets.stream;

import static io.reactivesockets.stream.SocketPair.TIMEOUT;
import static io.reactivesockets.stream.SocketPair.bytes;
import static io.reactivesockets.stream.Statuses.status;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.testing.UnseenReset;
import io.reactivesockets.transport.Transport;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A reset is told as one by whatever is the first to meet it. */
class PeerResetTest {

  @OnEachTransport
  void a_send_is_the_first_to_meet_it(Transport transport) throws Exception {
    meeting(
        transport,
        (socket, reset) -> {
          CompletableFuture<Void> send =
              socket.send(reset.before(Flux.just(bytes("too late")))).toFuture();
          return Mono.fromFuture(send);
        },
        SocketErrorStatus.CONNECTION_RESET_BY_PEER);
  }

  @OnEachTransport
  void the_end_of_the_output_is_the_first_to_meet_it(Transport transport) throws Exception {
    meeting(
        transport,
        (socket, reset) -> {
          CompletableFuture<Void> send =
              socket.send(reset.before(Flux.<ByteBuffer>empty())).toFuture();
          reset.awaitBusy();
          CompletableFuture<Void> end = socket.shutdownOutput().toFuture();
          return Mono.fromFuture(send).then(Mono.fromFuture(end));
        },
        // The JDK takes the end of an output that there is no more for done.
        transport.name().equals("nio") ? null : SocketErrorStatus.CONNECTION_RESET_BY_PEER);
  }

  /** What the test asks for while the event loop is kept from looking. */
  private interface Meeting {
    Mono<Void> begin(StreamSocket socket, UnseenReset reset) throws Exception;
  }

  private static void meeting(
      Transport transport,
      Meeting meeting,
      @org.jspecify.annotations.Nullable SocketErrorStatus expected)
      throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      StreamSocket socket =
          StreamSocket.connect(
                  "127.0.0.1",
                  listener.getLocalPort(),
                  StreamSocketControl.builder().transport(transport).build())
              .block(TIMEOUT);
      try (Socket peer = listener.accept()) {
        UnseenReset reset = new UnseenReset();

        CompletableFuture<Void> outcome = meeting.begin(socket, reset).toFuture();
        reset.awaitBusy();
        reset.by(peer);

        StepVerifier.Step<Void> told = StepVerifier.create(Mono.fromFuture(outcome));
        if (expected == null) {
          told.expectComplete().verify(TIMEOUT);
        } else {
          told.expectErrorSatisfies(status(expected)).verify(TIMEOUT);
        }
        StepVerifier.create(socket.input())
            .expectErrorSatisfies(status(SocketErrorStatus.CONNECTION_RESET_BY_PEER))
            .verify(TIMEOUT);
      } finally {
        socket.reset().block(TIMEOUT);
      }
    }
  }
}
