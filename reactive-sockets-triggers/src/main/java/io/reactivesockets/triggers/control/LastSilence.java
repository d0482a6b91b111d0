package io.reactivesockets.triggers.control;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What may have cost one channel its last connection, until the next attempt shows whether it has.
 * Until then it keeps the learner from being forgotten. Confined to the thread of the channels.
 */
final class LastSilence {

  private final ChannelSet channels;
  private final ChannelLife life;
  private @Nullable String network;
  private KeepAliveCycle.@Nullable Suspicion suspicion;

  LastSilence(ChannelSet channels, ChannelLife life) {
    this.channels = channels;
    this.life = life;
  }

  /** A connection is gone, and its silence may be to blame. */
  void of(ChannelConnection gone, Optional<KeepAliveCycle.Suspicion> suspected) {
    forget();
    network = gone.network();
    suspicion = suspected.orElse(null);
  }

  /** The next attempt has succeeded: the peer was there all the time. */
  void isToBlame(String networkNow) {
    KeepAliveCycle.Suspicion suspected = suspicion;
    suspicion = null;
    if (suspected != null) {
      suspected.confirm();
      channels.networks().shorten(networkNow);
    }
    forget();
  }

  /** The peer cannot be reached, or nobody tries: nothing is learned from it. */
  void provesNothing() {
    KeepAliveCycle.Suspicion suspected = suspicion;
    suspicion = null;
    if (suspected != null) {
      suspected.drop();
    }
  }

  /** It is over, and no other connection will be. */
  void forget() {
    provesNothing();
    String before = network;
    network = null;
    if (before != null) {
      channels.networks().giveBack(before, life);
    }
  }
}
