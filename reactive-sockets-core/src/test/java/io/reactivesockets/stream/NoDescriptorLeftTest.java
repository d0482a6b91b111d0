package io.reactivesockets.stream;

import static io.reactivesockets.stream.SocketPair.TIMEOUT;
import static io.reactivesockets.stream.SocketPair.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors.NativeIoException;
import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.error.SocketError;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.NoDescriptorsLeft;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.transport.Transport;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A socket is to leave its event loop, which needs a descriptor, and none is left. */
class NoDescriptorLeftTest {

  private static final int EMFILE = 24;

  @Test
  void a_socket_that_cannot_be_detached_says_so_and_goes_on() {
    Tools.require("prlimit");
    assumeThat(Descriptors.areSupported()).isTrue();

    Peer.Finished child =
        ChildJvm.of(NoDescriptorLeftTest::detach)
            .under("prlimit", "--nofile=400:400")
            .flags("-XX:-MaxFDLimit")
            .run(TIMEOUT);

    assertThat(child.expectSuccess().output())
        .containsSubsequence(
            "stream TOO_MANY_OPEN_FILES",
            "it goes on",
            "listener TOO_MANY_OPEN_FILES",
            "detached stream",
            "detached listener");
  }

  static void detach(String[] arguments) throws IOException {
    // Once with descriptors: classes come from directories here, which takes some to load them.
    StreamSocketListener before = listener();
    try (SocketPair pair = SocketPair.on(Transport.epoll())) {
      pair.client().send(bytes("warm-up")).block(TIMEOUT);
      System.out.println(SocketPair.text(pair.server(), 7).block(TIMEOUT));
      pair.server().detach().block(TIMEOUT).release();
      before.detach().block(TIMEOUT).release();
      tell("warm-up", before.detach());
      tell("warm-up", Mono.defer(() -> Mono.error(noneLeft())));
    }

    StreamSocketListener listener = listener();
    try (SocketPair pair = SocketPair.on(Transport.epoll())) {
      try (NoDescriptorsLeft all = NoDescriptorsLeft.take()) {
        tell("stream", pair.server().detach());
        pair.client().send(bytes("it goes on")).block(TIMEOUT);
        System.out.println(SocketPair.text(pair.server(), 10).block(TIMEOUT));
        tell("listener", listener.detach());
      }

      pair.server().detach().block(TIMEOUT).release();
      System.out.println("detached stream");
      listener.detach().block(TIMEOUT).release();
      System.out.println("detached listener");
    }
  }

  private static StreamSocketListener listener() {
    return StreamSocketListener.bind(
            "127.0.0.1",
            0,
            StreamSocketListenerControl.builder().transport(Transport.epoll()).build())
        .block(TIMEOUT);
  }

  private static SocketOperationException noneLeft() {
    return SocketOperationException.builder(SocketPhase.OPEN, "duplicate")
        .target("descriptor")
        .cause(new ChannelException(new NativeIoException("newSocketDomain", -EMFILE)))
        .build();
  }

  private static void tell(String what, Mono<?> attempt) {
    attempt
        .doOnError(failed -> System.out.println(what + " " + SocketError.statusOf(failed)))
        .onErrorComplete()
        .block(TIMEOUT);
  }
}
