package io.reactivesockets.stream;

import io.reactivesockets.channel.Outlet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Acts when the sends submitted before have handed all their bytes to the channel. */
final class TurnJob implements Outlet.Job {

  private final Egress egress;
  private final Consumer<@Nullable Throwable> action;
  private boolean done;

  TurnJob(Egress egress, Consumer<@Nullable Throwable> action) {
    this.egress = egress;
    this.action = action;
  }

  @Override
  public void start() {
    egress.flushFull();
    act(null);
    egress.next(this);
  }

  @Override
  public void abort(Throwable cause) {
    act(cause);
  }

  private void act(@Nullable Throwable failure) {
    if (!done) {
      done = true;
      action.accept(failure);
    }
  }
}
