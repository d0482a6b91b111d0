package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.subscriber.TestSubscriber;

/** What is called from within a signal, or while one is being told. */
class ReentryTest {

  private enum End {
    LOST(SessionHarness::disconnect),
    BROKEN_RULE(harness -> harness.receive(0x83, hex("00")));

    private final Consumer<SessionHarness<Frame>> how;

    End(Consumer<SessionHarness<Frame>> how) {
      this.how = how;
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_send_that_follows_one_that_the_end_has_failed_fails_too(End end) {
    try (SessionHarness<Frame> harness = SessionHarness.server()) {
      TestSubscriber<Void> sends = TestSubscriber.create();
      harness
          .session
          .send(Flux.never())
          .onErrorResume(failed -> harness.session.send(Frame.text("once more")))
          .subscribe(sends);

      end.how.accept(harness);

      assertThat(sends.isTerminatedError()).isTrue();
      assertThat(sends.expectTerminalError())
          .isInstanceOfSatisfying(
              SocketOperationException.class,
              failure -> assertThat(failure.status()).isEqualTo(SocketErrorStatus.ALREADY_CLOSED));
    }
  }

  /** Notes signals; asks for items as it is subscribed, and lets the event loop have its say. */
  private static final class Notes implements CoreSubscriber<String> {

    private final List<String> signals = new CopyOnWriteArrayList<>();
    private final Runnable meanwhile;

    Notes(Runnable meanwhile) {
      this.meanwhile = meanwhile;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
      meanwhile.run();
      signals.add("subscribed");
    }

    @Override
    public void onNext(String item) {
      signals.add(item);
    }

    @Override
    public void onError(Throwable failure) {
      signals.add("failed");
    }

    @Override
    public void onComplete() {
      signals.add("completed");
    }
  }

  private static final class Words implements Delivery<String>, Inbox.Owner {

    @Override
    public String item(boolean text, byte[] payload, boolean ascii, boolean last) {
      return "";
    }

    @Override
    public int size(String item) {
      return item.length();
    }

    @Override
    public SavedSession.Item save(String item) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void inboxHasRoom() {}

    @Override
    public void inboxIdle() {}
  }

  @Test
  void nothing_is_told_before_the_subscription_is() throws Exception {
    EventLoop loop = new DefaultEventLoop();
    try {
      Words words = new Words();
      Inbox<String> inbox = new Inbox<>(loop, 1_000, words, words);
      loop.submit(() -> inbox.deliver("kept")).get(10, TimeUnit.SECONDS);
      Notes notes =
          new Notes(
              () ->
                  loop.submit(
                          () -> {
                            inbox.deliver("new");
                            inbox.complete();
                          })
                      .awaitUninterruptibly());

      inbox.subscribe(notes);

      loop.submit(() -> {}).get(10, TimeUnit.SECONDS);
      assertThat(notes.signals).containsExactly("subscribed", "kept", "new", "completed");
    } finally {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    }
  }
}
