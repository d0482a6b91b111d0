package io.reactivesockets.triggers.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * What one channel has to do with its parking place: goes there, is told what happens there, and
 * comes back. Confined to the thread of the channels.
 */
final class ParkedChannel {

  /** What parking does to the channel. */
  interface Owner {

    /** Lets go of the connection that is to be parked; tells where its keep-alives stand. */
    KeepAliveCycle.Pause letGo(ChannelConnection parting);

    /** It has arrived there. */
    void parked(Object transport);

    /** The transport is here again, or still. */
    void isBack(Object transport, KeepAliveCycle.@Nullable Pause pause, boolean visiting);

    /** The transport is given up where it is. */
    void release(Object transport);

    /** It is lost there. */
    void isNotBack(ResetCause cause);
  }

  private final ChannelSet channels;
  private final ParkingPlace place;
  private final String id;
  private final Owner owner;
  private final Parking way;
  private final List<MonoSink<Void>> unparking = new ArrayList<>();
  private KeepAliveCycle.@Nullable Pause pause;

  ParkedChannel(ChannelSet channels, ParkingPlace place, String id, Owner owner) {
    this.channels = channels;
    this.place = place;
    this.id = id;
    this.owner = owner;
    this.way = new Parking(place, id, channels.timing());
  }

  void park(ChannelConnection parting, MonoSink<Void> sink) {
    Object transport = parting.live().transport();
    KeepAliveCycle.Pause stands = owner.letGo(parting);
    pause = stands;
    channels.listen(place);
    way.leave(
        transport,
        stands,
        () -> owner.parked(transport),
        stays -> owner.isBack(stays, stands, false),
        sink);
  }

  /** Takes it back, or sees to it that what is on its way back stays. */
  void unpark(
      @Nullable ChannelConnection here, Connecting.@Nullable Attempt coming, MonoSink<Void> sink) {
    if (way.isThere()) {
      unparking.add(sink);
      comeBack(false);
    } else if (way.isReturning() || (coming != null && coming.pause() != null)) {
      unparking.add(sink);
      if (coming != null) {
        coming.stays();
      }
    } else if (here != null && here.isVisiting()) {
      here.stays();
      sink.success();
    } else {
      sink.error(ChannelFailures.noTransport(ChannelFailures.PARK, id));
    }
  }

  /** Whether it is on its way there; if so, the work is done when it has arrived or stayed. */
  boolean isLeaving(Runnable work) {
    return way.isLeaving(work);
  }

  boolean isThere() {
    return way.isThere();
  }

  void noticed(ParkingNotice notice) {
    if (way.isLeaving(() -> noticed(notice)) || !way.isThere()) {
      return;
    }
    if (notice.kind() == ParkingNotice.Kind.LOST) {
      way.lost();
      owner.isNotBack(
          new ResetCause(ControlChannelTriggerResetReason.APPLICATION_RESTART, notice.detail()));
    } else {
      comeBack(notice.kind() == ParkingNotice.Kind.KEEP_ALIVE_DUE);
    }
  }

  private void comeBack(boolean visiting) {
    KeepAliveCycle.Pause stood = pause;
    way.comeBack(
        back -> {
          if (back.isPresent()) {
            owner.isBack(back.get(), stood, visiting && unparking.isEmpty());
          } else {
            owner.isNotBack(
                new ResetCause(
                    ControlChannelTriggerResetReason.APPLICATION_RESTART,
                    "the parking place has it no more"));
          }
        });
  }

  /** Gives the connection up where it is. */
  void reset(ResetCause cause) {
    way.comeBack(
        back -> {
          back.ifPresent(owner::release);
          owner.isNotBack(cause);
        });
  }

  /** Who waits for the way back has waited enough. */
  void unparked() {
    all().forEach(MonoSink::success);
  }

  void close() {
    all().forEach(each -> each.error(ChannelFailures.closed(ChannelFailures.PARK, id)));
  }

  private List<MonoSink<Void>> all() {
    List<MonoSink<Void>> all = List.copyOf(unparking);
    unparking.clear();
    return all;
  }

  /** What an earlier process has left there, if anything. */
  Mono<Object> takeOver() {
    channels.listen(place);
    return place.takeBack(id);
  }

  static Optional<ParkedChannel> of(ChannelSet channels, String id, Owner owner) {
    return channels
        .control()
        .parkingPlace()
        .map(place -> new ParkedChannel(channels, place, id, owner));
  }
}
