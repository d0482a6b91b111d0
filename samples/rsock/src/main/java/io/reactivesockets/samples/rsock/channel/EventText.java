package io.reactivesockets.samples.rsock.channel;

import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.triggers.control.ControlChannelState;
import io.reactivesockets.triggers.control.ControlChannelTriggerEventDetails;
import io.reactivesockets.triggers.control.ControlChannelTriggerInformation;
import io.reactivesockets.triggers.control.ControlChannelTriggerResetEventDetails;
import io.reactivesockets.triggers.control.KeepAliveDue;
import io.reactivesockets.triggers.control.LearnedInterval;
import java.time.Duration;
import java.util.Locale;

/** What happens to a channel, in a line each. */
final class EventText {

  private static final double MILLIS = 1_000;

  private EventText() {}

  static String of(ControlChannelTriggerEventDetails event) {
    if (event instanceof KeepAliveDue due) {
      return of(due);
    }
    if (event instanceof ControlChannelTriggerResetEventDetails reset) {
      return "reset " + reset.resetReason() + ": " + reset.detail();
    }
    return "push";
  }

  private static String of(KeepAliveDue due) {
    ControlChannelTriggerInformation now = due.controlChannelTrigger().information();
    return "keep-alive after "
        + seconds(due.idle())
        + (due.probe() ? " (a longer silence is tried)" : "")
        + (due.window().isZero() ? "" : ", in a window of " + seconds(due.window()))
        + now.networkKeepAliveInterval().map(EventText::of).orElse("");
  }

  private static String of(LearnedInterval learned) {
    return "; known: "
        + (learned.longestKept().isZero() ? "nothing" : seconds(learned.longestKept()))
        + " kept"
        + learned.shortestLost().map(lost -> ", " + seconds(lost) + " lost").orElse("")
        + ", "
        + learned.lostConnections()
        + " connections lost";
  }

  static String of(ControlChannelState state) {
    return state.phase().name().toLowerCase(Locale.ROOT)
        + (state.delay().isZero() ? "" : " " + seconds(state.delay()))
        + state.transport().map(transport -> " " + transport).orElse("")
        + state.cause().map(cause -> " after " + ExitCodes.describe(cause)).orElse("");
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / MILLIS);
  }
}
