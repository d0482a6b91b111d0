package io.reactivesockets.stream;

import io.reactivesockets.transport.Transport;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.SplittableRandom;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Either end of a connection over a bad link, as a program: sends its bytes and takes the other's,
 * both at once, and prints how many there were and their hashes.
 */
final class FaultMatrixPeer {

  private static final int CHUNK_BYTES = 8192;

  private final MessageDigest sent = sha256();
  private final MessageDigest received = sha256();
  private final boolean oneByteSlices;
  private final int bytes;
  private final SplittableRandom random;
  private long receivedBytes;

  private FaultMatrixPeer(boolean oneByteSlices, int bytes, long seed) {
    this.oneByteSlices = oneByteSlices;
    this.bytes = bytes;
    this.random = new SplittableRandom(seed);
  }

  /** Arguments: transport, address, one-byte slices, bytes, deadline. Prints the port first. */
  static void listen(String[] arguments) {
    StreamSocketListenerControl control =
        StreamSocketListenerControl.builder().transport(Transport.byName(arguments[0])).build();
    Duration deadline = Duration.parse(arguments[4]);
    StreamSocketListener listener =
        Objects.requireNonNull(StreamSocketListener.bind(arguments[1], 0, control).block(deadline));
    System.out.println("listening " + listener.port());
    Mono<Void> served =
        listener.connections().next().flatMap(peer(arguments[2], arguments[3], 1)::exchange);
    served.then(listener.close()).block(deadline);
  }

  /** Arguments: transport, address, one-byte slices, bytes, deadline, port. */
  static void connect(String[] arguments) {
    StreamSocketControl control =
        StreamSocketControl.builder().transport(Transport.byName(arguments[0])).build();
    StreamSocket.connect(arguments[1], Integer.parseInt(arguments[5]), control)
        .flatMap(peer(arguments[2], arguments[3], 2)::exchange)
        .block(Duration.parse(arguments[4]));
  }

  private static FaultMatrixPeer peer(String oneByteSlices, String bytes, long seed) {
    return new FaultMatrixPeer(Boolean.parseBoolean(oneByteSlices), Integer.parseInt(bytes), seed);
  }

  private Mono<Void> exchange(StreamSocket socket) {
    Mono<Void> sending = sendAll(socket).then(socket.shutdownOutput());
    Mono<Void> receiving = socket.input().doOnNext(this::take).then();
    return Mono.when(sending, receiving).then(socket.close()).then(Mono.fromRunnable(this::report));
  }

  private Mono<Void> sendAll(StreamSocket socket) {
    Flux<ByteBuffer> slices = Flux.generate(sink -> sink.next(slice()));
    if (oneByteSlices) {
      return slices.take(bytes).concatMap(socket::send, 1).then();
    }
    return socket.send(slices.take(bytes / CHUNK_BYTES));
  }

  private ByteBuffer slice() {
    byte[] slice = new byte[oneByteSlices ? 1 : CHUNK_BYTES];
    random.nextBytes(slice);
    sent.update(slice);
    return ByteBuffer.wrap(slice);
  }

  private void take(ByteBuffer input) {
    receivedBytes += input.remaining();
    received.update(input);
  }

  private void report() {
    System.out.println("sent " + bytes + " " + hex(sent));
    System.out.println("received " + receivedBytes + " " + hex(received));
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
