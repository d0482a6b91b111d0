package io.reactivesockets.triggers.handover;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketInformation;
import io.reactivesockets.datagram.Message;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Receives numbers in datagrams and sees that they grow; gives socket and knowledge to the next one
 * of its kind.
 */
final class CountingService {

  private static final Duration TIMEOUT = Duration.ofSeconds(120);

  private final Path path;
  private DatagramSocket socket;
  private long next;
  private long received;
  private long missing;
  private long disordered;

  private CountingService(Path path) {
    this.path = path;
  }

  /**
   * Runs until it has given its socket away.
   *
   * @param arguments the path, and at which step to die
   */
  static void main(String[] arguments) {
    EchoService.dieAt(arguments[1]);
    CountingService service = new CountingService(Path.of(arguments[0]));
    service.begin();
    service.give();
  }

  private void begin() {
    Predecessor predecessor = HandOver.receive(path).block(TIMEOUT);
    if (predecessor == null) {
      receive(DatagramSocket.bind("127.0.0.1", 0).block(TIMEOUT));
      return;
    }
    Parcel parcel = predecessor.parcels().collectList().block(TIMEOUT).get(0);
    ByteBuffer context = ByteBuffer.wrap(parcel.context());
    next = context.getLong();
    received = context.getLong();
    missing = context.getLong();
    disordered = context.getLong();
    receive(DatagramSocket.adopt(parcel.socket()).block(TIMEOUT));
  }

  private void receive(DatagramSocket served) {
    socket = served;
    socket.messages().subscribe(this::received, ended -> {});
    System.out.println("receiving on " + socket.localAddress().getPort());
  }

  private void received(Message message) {
    long number = message.payload().getLong();
    if (number < 0) {
      tell();
    } else if (number < next) {
      disordered++;
    } else {
      received++;
      missing += number - next;
      next = number + 1;
    }
  }

  private void tell() {
    DatagramSocketInformation now = socket.information();
    System.out.printf(
        "end: %d received, %d dropped, %d missing, %d out of order%n",
        received, now.droppedCount() + now.kernelDroppedCount().orElse(0), missing, disordered);
  }

  private void give() {
    boolean given = false;
    while (!given) {
      Successor successor = HandOver.offer(path).block();
      var detached = socket.detach().block(TIMEOUT);
      byte[] context =
          ByteBuffer.allocate(32)
              .putLong(next)
              .putLong(received)
              .putLong(missing)
              .putLong(disordered)
              .array();
      given =
          successor
              .give(Parcel.of("numbers", context, detached))
              .then(successor.finish())
              .thenReturn(true)
              .onErrorResume(
                  dead ->
                      successor
                          .close()
                          .then(DatagramSocket.adopt(detached))
                          .doOnNext(this::receive)
                          .then(Mono.just(false)))
              .block(TIMEOUT);
      System.out.println(given ? "given" : "kept");
    }
  }
}
