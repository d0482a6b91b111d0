package io.reactivesockets.stream;

import io.netty.buffer.Unpooled;
import io.reactivesockets.channel.Outlet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits for its turn and for the bytes before it to leave, then acts; keeps later jobs waiting. */
final class LastJob implements Outlet.Job {

  private final Egress egress;
  private final Consumer<@Nullable Throwable> action;
  private boolean done;

  LastJob(Egress egress, Consumer<@Nullable Throwable> action) {
    this.egress = egress;
    this.action = action;
  }

  @Override
  public void start() {
    egress
        .channel()
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(flushed -> flushed(flushed.cause()));
  }

  private void flushed(@Nullable Throwable failure) {
    if (failure != null) {
      egress.blame(failure);
    }
    act(failure);
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
