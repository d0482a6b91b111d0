package io.reactivesockets.triggers.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Some peers do not read what was sent to them, so that their connections cannot leave yet. */
@Tag("once")
class SlowPeersTest {

  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Duration LONGER = Duration.ofHours(1);
  private static final HandOverControl PATIENT = HandOverControl.builder().timeout(LIMIT).build();
  private static final int SLOW = 40;
  private static final int READY = 8;
  private static final int MUCH = 262_144;
  @TempDir private Path directory;

  private final Disposable.Composite running = Disposables.composite();
  private final List<Socket> peers = new ArrayList<>();
  private final BlockingQueue<StreamSocket> came = new LinkedBlockingQueue<>();

  @AfterEach
  void end() throws IOException {
    running.dispose();
    for (Socket peer : peers) {
      peer.close();
    }
  }

  private static StreamSocketListenerControl control() {
    return StreamSocketListenerControl.builder()
        .transport(Transport.epoll())
        .accepted(
            StreamSocketControl.builder().outboundBufferBytes(8_192).closeTimeout(LONGER).build())
        .build();
  }

  private Socket connect(int port) throws IOException {
    Socket peer = new Socket();
    peers.add(peer);
    peer.setReceiveBufferSize(8_192);
    peer.setSoTimeout((int) LIMIT.toMillis());
    peer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return peer;
  }

  @Test
  void many_that_do_not_read_hold_up_nobody_and_follow_when_they_have_read() throws Exception {
    assumeThat(Descriptors.areSupported()).isTrue();
    // Given connections of which most have much to read
    StreamSocketListener old = StreamSocketListener.bind("127.0.0.1", 0, control()).block(LIMIT);
    BlockingQueue<StreamSocket> accepted = new LinkedBlockingQueue<>();
    old.connections().subscribe(accepted::add);
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < SLOW + READY; i++) {
      Socket peer = connect(old.port());
      StreamSocket socket = next(accepted);
      if (i < SLOW) {
        slow.add(peer);
        running.add(socket.send(ByteBuffer.allocate(MUCH)).onErrorComplete().subscribe());
      }
    }

    // When all are handed over
    Path path = directory.resolve("handover");
    Mono<HandOverReport> giving =
        HandOver.give(path, old, one -> new byte[0], one -> {}, back -> {}, PATIENT).cache();
    running.add(giving.onErrorComplete().subscribe());
    TakenOver taken =
        Flux.defer(() -> HandOver.takeOver(path, control(), PATIENT))
            .repeatWhen(rounds -> rounds.delayElements(Duration.ofMillis(10)))
            .blockFirst(LIMIT);
    running.add(taken.carried().onErrorComplete().subscribe(one -> came.add(one.socket())));

    // Then the others come at once
    List<StreamSocket> all = new ArrayList<>();
    for (int i = 0; i < READY; i++) {
      all.add(next(came));
    }
    assertThat(came).isEmpty();

    // And these when they have read
    for (Socket peer : slow) {
      assertThat(peer.getInputStream().readNBytes(MUCH)).hasSize(MUCH);
    }
    assertThat(giving.block(LIMIT).given()).isEqualTo(1 + READY + SLOW);
    for (int i = 0; i < SLOW; i++) {
      all.add(next(came));
    }
    Flux.fromIterable(all).flatMap(StreamSocket::reset).blockLast(LIMIT);
    taken.listener().close().block(LIMIT);
  }

  private static StreamSocket next(BlockingQueue<StreamSocket> queue) throws InterruptedException {
    StreamSocket socket = queue.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(socket).isNotNull();
    return socket;
  }
}
