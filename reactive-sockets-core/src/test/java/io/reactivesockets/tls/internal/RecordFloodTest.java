package io.reactivesockets.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.testing.Tolerates;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsEngine;
import io.reactivesockets.tls.TlsInformation;
import io.reactivesockets.tls.TlsServerControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;

/** Peers that keep TLS at work by records without data, and read nothing of what it answers. */
@Tolerates(
    value = {"NativeSslSession", "DefaultOpenSslKeyMaterial", "more objects not released"},
    because = "sessions to resume and converted keys are kept with their context")
class RecordFloodTest {
  private static final String HOST = "server.example.test";
  private static final TestAuthority ROOT = TestAuthority.root("Flood Root");
  private static final TlsCredentials SERVER = ROOT.peer(HOST);

  /** Many more than are let in at once, and few enough for a quick test. */
  private static final int FLOOD = 4_000;

  private static final long MOST_WAITING_BYTES = 1_000_000;

  @TempDir private Path folder;

  /** Each is one drop of a flood. */
  enum Drop {
    KEY_UPDATE(forge -> forge.keyUpdate(RecordForge.KEY_UPDATE)),
    KEY_UPDATE_TO_BE_ANSWERED(forge -> forge.keyUpdate(RecordForge.KEY_UPDATE_REQUESTED)),
    KEY_UPDATE_IN_FRAGMENTS(
        forge -> {
          for (byte fragment : RecordForge.KEY_UPDATE_REQUESTED) {
            forge.record(RecordForge.HANDSHAKE, fragment);
          }
          forge.nextKey();
        }),
    KEY_UPDATES_IN_ONE_RECORD(
        forge -> {
          int many = 1_000;
          byte[] all = new byte[many * RecordForge.KEY_UPDATE.length];
          for (int i = 0; i < all.length; i++) {
            all[i] = RecordForge.KEY_UPDATE[i % RecordForge.KEY_UPDATE.length];
          }
          forge.record(RecordForge.HANDSHAKE, all);
          for (int i = 0; i < many; i++) {
            forge.nextKey();
          }
        });

    private final Forging forging;

    Drop(Forging forging) {
      this.forging = forging;
    }

    private interface Forging {
      void add(RecordForge forge);
    }
  }

  static Stream<Arguments> floods() {
    return Stream.of(TlsEngine.values())
        .flatMap(engine -> Stream.of(Drop.values()).map(drop -> Arguments.of(engine, drop)));
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1}]")
  @MethodSource("floods")
  void a_flood_is_refused(TlsEngine engine, Drop drop) {
    try (TlsPair pair = TlsPair.serving(server(engine).build())) {
      // given
      TlsPair.Side peer = pair.connect(logging().build(), HOST);
      RecordForge forge = forge(peer);
      TlsPair.Side there = pair.accepted();
      connected(there);
      peer.channel().config().setAutoRead(false);

      // when
      int drops = drop == Drop.KEY_UPDATES_IN_ONE_RECORD ? FLOOD / 1_000 : FLOOD;
      for (int i = 0; i < drops; i++) {
        drop.forging.add(forge);
      }
      send(peer, forge);

      // then
      isRefused(there);
    }
  }

  @Test
  void a_flood_with_data_in_between_is_refused_if_its_answers_are_not_read() {
    try (TlsPair pair = TlsPair.serving(server(TlsEngine.JDK).build())) {
      // given
      TlsPair.Side peer = pair.connect(logging().build(), HOST);
      RecordForge forge = forge(peer);
      TlsPair.Side there = pair.accepted();
      connected(there);
      peer.channel().config().setAutoRead(false);

      // when
      for (int i = 0; i < FLOOD; i++) {
        forge.keyUpdate(RecordForge.KEY_UPDATE_REQUESTED);
        forge.record(RecordForge.APPLICATION_DATA, (byte) 'x');
      }
      send(peer, forge);

      // then
      Object event = there.next();
      while (event.equals("x")) {
        event = there.next();
      }
      isRefusal(event);
      assertThat(waitingBytes(there.channel())).isLessThan(MOST_WAITING_BYTES);
    }
  }

  @Test
  void a_flood_of_a_server_is_refused() {
    Path keys = folder.resolve("server");
    TlsServerControl server = server(TlsEngine.BORINGSSL).keyLogFile(keys).build();
    try (TlsPair pair = TlsPair.serving(server)) {
      // given
      TlsPair.Side client = pair.connect(client(TlsEngine.JDK).build(), HOST);
      TlsInformation information = connected(client);
      TlsPair.Side peer = pair.accepted();
      connected(peer);
      int tickets = 2;
      RecordForge forge =
          new RecordForge(
              information.cipherSuite(), secret(keys, "SERVER_TRAFFIC_SECRET_0"), tickets);
      peer.channel().config().setAutoRead(false);

      // when
      for (int i = 0; i < FLOOD; i++) {
        forge.keyUpdate(RecordForge.KEY_UPDATE_REQUESTED);
      }
      send(peer, forge);

      // then
      isRefused(client);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void many_key_updates_over_time_are_answered(TlsEngine engine) {
    try (TlsPair pair = TlsPair.serving(server(engine).build())) {
      TlsPair.Side peer = pair.connect(logging().build(), HOST);
      RecordForge forge = forge(peer);
      TlsPair.Side there = pair.accepted();
      connected(there);

      for (int round = 0; round < 20; round++) {
        // when
        for (int i = 0; i < 30; i++) {
          forge.keyUpdate(RecordForge.KEY_UPDATE_REQUESTED);
        }
        forge.record(RecordForge.APPLICATION_DATA, (byte) 'x');
        send(peer, forge);

        // then
        assertThat(there.next()).isEqualTo("x");
        there.send("y");
        assertThat(peer.next()).isEqualTo("y");
      }
    }
  }

  private static void isRefused(TlsPair.Side side) {
    isRefusal(side.next());
    assertThat(waitingBytes(side.channel())).isLessThan(MOST_WAITING_BYTES);
  }

  private static void isRefusal(Object event) {
    assertThat(event)
        .isInstanceOfSatisfying(
            SocketOperationException.class,
            error ->
                assertThat(error.status())
                    .as("%s", error)
                    .isEqualTo(SocketErrorStatus.PROTOCOL_VIOLATION));
  }

  /** Sends past the engine of the peer. */
  private static void send(TlsPair.Side peer, RecordForge forge) {
    peer.channel()
        .pipeline()
        .context(TlsLayer.HANDLER)
        .writeAndFlush(Unpooled.wrappedBuffer(forge.take()));
  }

  private static long waitingBytes(Channel channel) {
    return channel
        .eventLoop()
        .submit(
            () -> {
              ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
              return waiting == null ? 0 : waiting.totalPendingWriteBytes();
            })
        .syncUninterruptibly()
        .getNow();
  }

  private TlsClientControl.Builder logging() {
    return client(TlsEngine.BORINGSSL).keyLogFile(folder.resolve("client"));
  }

  private RecordForge forge(TlsPair.Side peer) {
    return new RecordForge(
        connected(peer).cipherSuite(),
        secret(folder.resolve("client"), "CLIENT_TRAFFIC_SECRET_0"),
        0);
  }

  private static String secret(Path keys, String label) {
    return Flux.interval(Duration.ofMillis(10))
        .concatMapIterable(tick -> lines(keys).filter(line -> line.startsWith(label)).toList())
        .map(line -> line.split(" ")[2])
        .blockFirst(TlsPair.TIMEOUT);
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file).lines() : Stream.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TlsInformation connected(TlsPair.Side side) {
    return Optional.ofNullable(side.information().block(TlsPair.TIMEOUT)).orElseThrow();
  }

  private static TlsClientControl.Builder client(TlsEngine engine) {
    return TlsClientControl.builder()
        .engine(engine)
        .certificatePolicy(CertificatePolicy.builder().trust(ROOT.trust()).build());
  }

  private static TlsServerControl.Builder server(TlsEngine engine) {
    return TlsServerControl.builder(SERVER).engine(engine);
  }
}
