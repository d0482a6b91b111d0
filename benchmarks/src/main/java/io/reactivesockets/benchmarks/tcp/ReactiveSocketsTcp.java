package io.reactivesockets.benchmarks.tcp;

import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import io.reactivesockets.framing.ByteDecoder;
import io.reactivesockets.framing.Framer;
import io.reactivesockets.framing.Framing;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsServerControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** This library over TCP: the sockets of a listener, each with one flat send. */
public final class ReactiveSocketsTcp implements Peer {

  private final @Nullable TlsServerControl tls;

  private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);

  private final Framer messages = Framing.fixed(MESSAGE_BYTES);
  private final Framer frames =
      Framing.lengthField().width(LENGTH_BYTES).maxFrameBytes(CHUNK_BYTES).build();
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);

  /** A server without TLS. */
  ReactiveSocketsTcp() {
    this.tls = null;
  }

  /** A server with TLS from the start. */
  public ReactiveSocketsTcp(TlsServerControl tls) {
    this.tls = tls;
  }

  @Override
  public int serve(Service service, String transport) {
    Transport ground = Transport.open(transport, TransportControl.builder().threads(1).build());
    StreamSocketListenerControl.Builder control =
        StreamSocketListenerControl.builder().transport(ground).backlog(BACKLOG);
    SocketProtectionLevel level = SocketProtectionLevel.PLAIN_SOCKET;
    if (tls != null) {
      control.tls(tls);
      level = SocketProtectionLevel.TLS12;
    }
    StreamSocketListener listener =
        Objects.requireNonNull(
            StreamSocketListener.bind("0.0.0.0", 0, level, control.build()).block(BIND_TIMEOUT));
    listener
        .connections()
        .flatMap(
            socket -> Mono.from(handle(service, socket)).then(socket.close()).onErrorComplete(),
            Integer.MAX_VALUE)
        .subscribe();
    return listener.port();
  }

  private Publisher<Void> handle(Service service, StreamSocket socket) {
    return switch (service) {
      case ECHO -> socket.send(socket.input());
      case ECHO_MESSAGES -> socket.send(socket.input(messages::newDecoder));
      case ECHO_FRAMES -> socket.send(frames.encode(socket.input(frames::newDecoder)));
      case TAKE_OWNED -> socket.input().doOnNext(Consumption::take).then();
      case TAKE_IN_PLACE -> socket.input(() -> IN_PLACE).doOnNext(Consumption::take).then();
      case GIVE -> socket.send(Flux.generate(sink -> sink.next(chunk.duplicate())));
      case ACCEPT_AND_CLOSE -> Mono.empty();
      default -> throw service.unknownTo(this);
    };
  }

  private static final ByteDecoder<Integer> IN_PLACE = ReactiveSocketsTcp::count;

  private static @Nullable Integer count(ByteBuffer input, boolean endOfInput) {
    int bytes = input.remaining();
    input.position(input.limit());
    return bytes == 0 ? null : bytes;
  }
}
