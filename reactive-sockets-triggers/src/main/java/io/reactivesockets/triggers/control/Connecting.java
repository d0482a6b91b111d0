package io.reactivesockets.triggers.control;

import io.reactivesockets.triggers.control.network.NetworkState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Connects, one attempt at a time; what comes too late is closed. Confined to the thread of the
 * channels.
 */
final class Connecting {

  private static final Logger LOG = LoggerFactory.getLogger(Connecting.class);

  /** What becomes of an attempt. */
  interface Owner {

    /** It has succeeded, in a network as told, if that could be seen. */
    void connected(Attempt by, LiveTransport live, @Nullable NetworkState network);

    /** It has failed, or come to nothing. */
    void failed(Attempt by, @Nullable Throwable failure);
  }

  private final ChannelSet channels;
  private final Owner owner;
  private @Nullable Attempt current;

  Connecting(ChannelSet channels, Owner owner) {
    this.channels = channels;
    this.owner = owner;
  }

  /** Connecting once. */
  final class Attempt extends BaseSubscriber<LiveTransport> {

    private final @Nullable MonoSink<Object> caller;
    private final KeepAliveCycle.@Nullable Pause pause;
    private boolean visiting;
    private boolean emitted;
    private boolean abandoned;
    private @Nullable LiveTransport arrived;

    private Attempt(
        @Nullable MonoSink<Object> caller, KeepAliveCycle.@Nullable Pause pause, boolean visiting) {
      this.caller = caller;
      this.pause = pause;
      this.visiting = visiting;
    }

    /** Who waits for it, if it is not the channel itself. */
    Optional<MonoSink<Object>> caller() {
      return Optional.ofNullable(caller);
    }

    /** Where its keep-alives stood, if it comes from a parking place. */
    KeepAliveCycle.@Nullable Pause pause() {
      return pause;
    }

    boolean isVisiting() {
      return visiting;
    }

    void stays() {
      visiting = false;
    }

    /** Whether what it has come to is still wanted; else the caller has to close it. */
    private synchronized boolean keep(LiveTransport live) {
      if (!abandoned) {
        arrived = live;
      }
      return !abandoned;
    }

    /** Wants nothing more. Returns what has come meanwhile. */
    private synchronized Optional<LiveTransport> giveUp() {
      abandoned = true;
      return Optional.ofNullable(arrived);
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      requestUnbounded();
    }

    @Override
    protected void hookOnNext(LiveTransport live) {
      emitted = true;
      opened(this, live);
    }

    @Override
    protected void hookOnError(Throwable failure) {
      channels.timing().execute(() -> failed(this, failure));
    }

    @Override
    protected void hookOnComplete() {
      if (!emitted) {
        channels.timing().execute(() -> failed(this, null));
      }
    }
  }

  /** The attempt under way. */
  @Nullable Attempt current() {
    return current;
  }

  /** Makes the one attempt that counts from now on. */
  Attempt next(
      @Nullable MonoSink<Object> caller, KeepAliveCycle.@Nullable Pause pause, boolean visiting) {
    Attempt begun = new Attempt(caller, pause, visiting);
    current = begun;
    return begun;
  }

  /** Runs an attempt where it may block. */
  void run(Attempt begun, Mono<LiveTransport> connect) {
    connect.subscribeOn(channels.elsewhere()).subscribe(begun);
  }

  /** Here is what an attempt comes to; for any thread. Whoever abandons it closes that, too. */
  void opened(Attempt begun, LiveTransport live) {
    if (!begun.keep(live)) {
      release(live.discard());
      return;
    }
    channels
        .network()
        .map(Optional::of)
        .onErrorReturn(Optional.empty())
        .defaultIfEmpty(Optional.empty())
        .subscribe(
            network ->
                channels.timing().execute(() -> connected(begun, live, network.orElse(null))));
  }

  private void connected(Attempt begun, LiveTransport live, @Nullable NetworkState network) {
    if (current == begun) {
      current = null;
      owner.connected(begun, live, network);
    }
  }

  private void failed(Attempt begun, @Nullable Throwable failure) {
    if (current == begun) {
      current = null;
      owner.failed(begun, failure);
    }
  }

  /** Ends an attempt. Returns whether it was still under way. */
  boolean abandon(Attempt begun) {
    if (current != begun) {
      return false;
    }
    current = null;
    begun.cancel();
    begun.giveUp().ifPresent(live -> release(live.discard()));
    return true;
  }

  /** Closes what is of no use. */
  static void release(Mono<Void> end) {
    end.subscribe(none -> {}, failure -> LOG.debug("closing a lost transport failed", failure));
  }
}
