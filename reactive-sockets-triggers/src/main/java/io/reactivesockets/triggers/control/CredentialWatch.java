package io.reactivesockets.triggers.control;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Resets the channels that use a credential when that is another one than before. What it is is
 * compared, and told to nobody. Confined to the thread of the channels.
 */
final class CredentialWatch implements Disposable {

  private static final Logger LOG = LoggerFactory.getLogger(CredentialWatch.class);
  private static final ResetCause CAUSE =
      new ResetCause(
          ControlChannelTriggerResetReason.CREDENTIAL_CHANGED, "the credential has changed");

  private final ChannelSet channels;
  private final Predicate<? super ControlChannelTrigger> which;
  private final Mono<?> look;
  private final Consumer<CredentialWatch> onEnd;
  private final Disposable.Swap running = Disposables.swap();
  private Optional<Object> last = Optional.empty();

  CredentialWatch(
      ChannelSet channels,
      Predicate<? super ControlChannelTrigger> which,
      Mono<?> look,
      Consumer<CredentialWatch> onEnd) {
    this.channels = channels;
    this.which = Objects.requireNonNull(which, "which");
    this.look = look;
    this.onEnd = onEnd;
  }

  /** Hears of each credential in turn; for any thread. */
  void hear(Flux<?> credentials) {
    running.update(
        credentials.subscribe(
            now -> channels.timing().execute(() -> is(now)),
            failure -> LOG.warn("no more is told of a credential", failure)));
  }

  /** Looks what it is now; for any thread. */
  void look() {
    running.update(
        look.subscribeOn(channels.elsewhere())
            .subscribe(
                now -> channels.timing().execute(() -> is(now)),
                failure -> LOG.warn("cannot look at a credential", failure)));
  }

  private void is(Object now) {
    boolean changed = last.isPresent() && !last.get().equals(now);
    last = Optional.of(now);
    if (changed && !running.isDisposed()) {
      channels.reset(CAUSE, which);
    }
  }

  @Override
  public void dispose() {
    running.dispose();
    onEnd.accept(this);
  }

  @Override
  public boolean isDisposed() {
    return running.isDisposed();
  }
}
