package io.reactivesockets.triggers.control;

import io.reactivesockets.triggers.control.ControlChannelState.Phase;
import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;

/**
 * What one channel tells: its events, and the state it is in. Confined to the thread of the
 * channels, but for the state of now.
 */
final class ChannelEvents {

  private final ChannelSet channels;
  private final EventTap<ControlChannelTriggerEventDetails> events = new EventTap<>();
  private final EventTap<ControlChannelState> states = new EventTap<>();
  private volatile ControlChannelState state = ControlChannelState.of(Phase.IDLE);

  ChannelEvents(ChannelSet channels) {
    this.channels = channels;
  }

  /** For any thread. */
  ControlChannelState state() {
    return state;
  }

  boolean isIn(Phase phase) {
    return state.phase() == phase;
  }

  void publish(ControlChannelState next) {
    state = next;
    states.tell(next);
  }

  void tell(ControlChannelTriggerEventDetails event) {
    events.tell(event);
    channels.tell(event);
  }

  void end() {
    events.end();
    states.end();
  }

  /** For any thread. */
  Flux<ControlChannelTriggerEventDetails> events(
      Supplier<List<ControlChannelTriggerEventDetails>> first) {
    return events.events(channels.timing(), first);
  }

  /** For any thread. */
  Flux<ControlChannelState> states() {
    return states.events(channels.timing(), () -> List.of(state));
  }
}
