package io.reactivesockets.triggers.activity;

import io.reactivesockets.triggers.wire.SocketRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A socket that a broker holds, as its administrator sees it. What is in the context is nobody's
 * business but the application's.
 *
 * @param uid the user whose it is
 * @param application the application that left it
 * @param id the name that it left it under
 * @param kind what it is
 * @param taskId what to run on activity
 * @param wakesInStandby whether that is run in standby too
 * @param keepAliveTime after how long without activity, empty if never
 * @param heldSince since when the broker has it
 * @param unreadBytes how many bytes travelled with it
 * @param contextBytes how long its context is
 * @param localAddress its own address
 * @param remoteAddress its peer's address, empty if it has none
 * @param reason what has happened to it, empty if nothing did
 */
public record HeldSocketInformation(
    long uid,
    String application,
    String id,
    SocketActivityKind kind,
    UUID taskId,
    boolean wakesInStandby,
    Optional<Duration> keepAliveTime,
    Instant heldSince,
    long unreadBytes,
    int contextBytes,
    String localAddress,
    Optional<String> remoteAddress,
    Optional<SocketActivityTriggerReason> reason) {

  private static final long UNSIGNED = 0xffffffffL;

  static HeldSocketInformation of(SocketRecord socket) {
    return new HeldSocketInformation(
        socket.uid() & UNSIGNED,
        socket.application(),
        socket.id(),
        Codes.kind(socket.kind()),
        socket.task(),
        socket.wake(),
        Optional.of(Duration.ofMillis(socket.keepAliveMillis())).filter(time -> !time.isZero()),
        Instant.ofEpochMilli(socket.heldSince()),
        socket.unreadBytes(),
        socket.context().size(),
        socket.local(),
        Optional.of(socket.remote()).filter(text -> !text.isEmpty()),
        socket.reason() == SocketRecord.NOTHING
            ? Optional.empty()
            : Optional.of(Codes.reason(socket.reason())));
  }
}
