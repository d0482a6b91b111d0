package io.reactivesockets.triggers.control;

import io.reactivesockets.triggers.control.ControlChannelState.Phase;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.MonoSink;

/**
 * What the application asks of one channel, in the order that is allowed. Confined to the thread of
 * the channels.
 */
final class ChannelCalls {

  private static final Logger LOG = LoggerFactory.getLogger(ChannelCalls.class);

  private final ChannelSet channels;
  private final ControlChannelTrigger trigger;
  private final ChannelLife life;
  private final ChannelEvents events;
  private final ChannelSlot slot;

  ChannelCalls(ChannelSet channels, ControlChannelTrigger trigger, ChannelLife life) {
    this.channels = channels;
    this.trigger = trigger;
    this.life = life;
    this.events = life.told();
    this.slot = life.slot();
  }

  private String id() {
    return trigger.id();
  }

  void use(ChannelTransport<?> transport, MonoSink<Object> sink) {
    if (mayUse(sink)) {
      abandonOnCancel(sink, life.connect(transport, sink));
    }
  }

  private boolean mayUse(MonoSink<Object> sink) {
    if (events.isIn(Phase.IDLE)) {
      return true;
    }
    sink.error(
        events.isIn(Phase.CLOSED)
            ? ChannelFailures.closed(ChannelFailures.USE, id())
            : ChannelFailures.inUse(id()));
    return false;
  }

  void useParked(ChannelTransport<?> transport, MonoSink<Object> sink) {
    Optional<ParkedChannel> place = life.parking();
    if (place.isEmpty()) {
      sink.error(ChannelFailures.noParkingPlace(ChannelFailures.USE, id()));
    } else if (mayUse(sink)) {
      abandonOnCancel(sink, life.takeOver(transport, place.get(), sink));
    }
  }

  private void abandonOnCancel(MonoSink<Object> sink, Connecting.Attempt begun) {
    sink.onCancel(() -> channels.timing().execute(() -> life.abandon(begun)));
  }

  void enable(MonoSink<ControlChannelTriggerStatus> sink) {
    Optional<ChannelConnection> current = life.connection();
    if (events.isIn(Phase.CLOSED)) {
      sink.error(ChannelFailures.closed(ChannelFailures.ENABLE, id()));
    } else if (slot.isAllocated()) {
      sink.success(slot.allocated().orElse(null));
    } else if (current.isPresent()) {
      sink.success(enable(current.get()));
    } else if (life.wasConnected()) {
      sink.success(slot.refuse(ControlChannelTriggerStatus.TRANSPORT_DISCONNECTED));
    } else {
      sink.error(ChannelFailures.noTransport(ChannelFailures.ENABLE, id()));
    }
  }

  private ControlChannelTriggerStatus enable(ChannelConnection current) {
    if (channels.isClosed() || channels.isQuiet()) {
      return slot.refuse(ControlChannelTriggerStatus.SERVICE_UNAVAILABLE);
    }
    ControlChannelTriggerStatus status;
    try {
      status = slot.take(() -> life.keepAlive(current));
    } catch (RuntimeException cannotBePrepared) {
      LOG.warn("{} cannot be kept alive", trigger, cannotBePrepared);
      return ControlChannelTriggerStatus.SYSTEM_ERROR;
    }
    if (status.isAllocated()) {
      current.watch();
      channels.watch();
    }
    return status;
  }

  void flush(MonoSink<Void> sink) {
    Optional<ChannelConnection> current = life.connection();
    if (!slot.isAllocated()) {
      sink.error(ChannelFailures.notEnabled(ChannelFailures.FLUSH, id()));
    } else if (current.isEmpty()) {
      sink.error(ChannelFailures.noTransport(ChannelFailures.FLUSH, id()));
    } else {
      flush(current.get(), sink);
    }
  }

  private void flush(ChannelConnection current, MonoSink<Void> sink) {
    Runnable flushed =
        () -> {
          if (life.isOn(current)) {
            current.watch();
          }
          sink.success();
        };
    sink.onCancel(
        current
            .live()
            .flush()
            .subscribe(none -> {}, sink::error, () -> channels.timing().execute(flushed)));
  }

  void decrease(MonoSink<Void> sink) {
    Optional<ChannelConnection> current = life.connection();
    if (!slot.isAllocated() || current.isEmpty()) {
      sink.error(ChannelFailures.notEnabled(ChannelFailures.DECREASE, id()));
      return;
    }
    current.get().learner().decrease();
    channels.networks().shorten(current.get().network());
    sink.success();
  }

  void park(MonoSink<Void> sink) {
    Optional<ChannelConnection> current = life.connection();
    Optional<ParkedChannel> place = life.parking();
    if (place.isEmpty() || !slot.isHardware()) {
      sink.error(ChannelFailures.noParkingPlace(ChannelFailures.PARK, id()));
    } else if (current.isEmpty()) {
      sink.error(ChannelFailures.noTransport(ChannelFailures.PARK, id()));
    } else {
      place.get().park(current.get(), sink);
    }
  }

  void unpark(MonoSink<Void> sink) {
    Optional<ParkedChannel> place = life.parking();
    if (place.isEmpty() || events.isIn(Phase.CLOSED)) {
      sink.error(ChannelFailures.noTransport(ChannelFailures.PARK, id()));
    } else if (!place.get().isLeaving(() -> unpark(sink))) {
      place.get().unpark(life.connection().orElse(null), life.attempt().orElse(null), sink);
    }
  }

  void serverInterval(Duration interval) {
    channels.timing().execute(() -> life.cycle().ifPresent(it -> it.serverInterval(interval)));
  }

  void close(MonoSink<Void> sink) {
    if (events.isIn(Phase.CLOSED)) {
      sink.success();
      return;
    }
    Optional<ChannelConnection> last = life.end();
    slot.giveBack();
    channels.forget(trigger);
    events.publish(ControlChannelState.of(Phase.CLOSED));
    life.parking().ifPresent(ParkedChannel::close);
    events.end();
    if (last.isEmpty()) {
      sink.success();
    } else {
      last.get().live().close().subscribe(none -> {}, sink::error, sink::success);
    }
  }
}
