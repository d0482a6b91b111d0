package io.reactivesockets.triggers.control;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import org.jspecify.annotations.Nullable;

/** What goes wrong with channels, in words that say what to do. */
final class ChannelFailures {

  static final String USE = "usingTransport";
  static final String ENABLE = "waitForPushEnabled";
  static final String FLUSH = "flushTransport";
  static final String DECREASE = "decreaseNetworkKeepAliveInterval";
  static final String KEEP_ALIVE = "keepAlive";
  static final String PARK = "park";

  private ChannelFailures() {}

  private static SocketOperationException.Builder failure(
      String operation, SocketErrorStatus status, String id) {
    return SocketOperationException.builder(SocketPhase.OPEN, operation)
        .status(status)
        .target("control channel " + id);
  }

  static SocketOperationException closed(String operation, String id) {
    return failure(operation, SocketErrorStatus.ALREADY_CLOSED, id)
        .reason("the channel is closed")
        .build();
  }

  static SocketOperationException noTransport(String operation, String id) {
    return failure(operation, SocketErrorStatus.NOT_CONNECTED, id)
        .reason("the channel has no connected transport")
        .hint("subscribe to usingTransport(...) and wait until it emits the transport")
        .build();
  }

  static SocketOperationException notEnabled(String operation, String id) {
    return failure(operation, SocketErrorStatus.NOT_CONNECTED, id)
        .reason("the channel is not set up")
        .hint("call waitForPushEnabled() first and see that it allocated a slot")
        .build();
  }

  static SocketOperationException inUse(String id) {
    return failure(USE, SocketErrorStatus.IN_USE, id)
        .reason("the channel has a transport, or connects one again")
        .hint("a new one can be used when the connection is lost and reconnecting is off")
        .build();
  }

  static SocketOperationException idTaken(String id) {
    return failure("open", SocketErrorStatus.IN_USE, id)
        .reason("another open channel has this id")
        .hint("close that one first, or take another id")
        .build();
  }

  static SocketOperationException noWebSocket(String id) {
    return failure(KEEP_ALIVE, SocketErrorStatus.NOT_CONNECTED, id)
        .reason("the channel has no WebSocket now")
        .build();
  }

  static SocketOperationException noParkingPlace(String operation, String id) {
    return failure(operation, SocketErrorStatus.OPERATION_NOT_SUPPORTED, id)
        .reason("the channel has no hardware slot, or its transport cannot be parked")
        .hint("give the channels a ParkingPlace and ask for a hardware slot")
        .build();
  }

  static SocketOperationException reconnectsNoMore(@Nullable Throwable cause) {
    return SocketOperationException.builder(SocketPhase.OPEN, USE)
        .status(SocketErrorStatus.ALREADY_CLOSED)
        .reason("the WebSocket has ended and connects no more")
        .cause(cause)
        .build();
  }

  static SocketOperationException unanswered(String reason, @Nullable Throwable cause) {
    return SocketOperationException.builder(SocketPhase.OPEN, KEEP_ALIVE)
        .status(SocketErrorStatus.PEER_UNRESPONSIVE)
        .reason(reason)
        .cause(cause)
        .build();
  }

  static SocketOperationException remapped(String before, String now) {
    return SocketOperationException.builder(SocketPhase.OPEN, KEEP_ALIVE)
        .status(SocketErrorStatus.NETWORK_DROPPED_CONNECTION_ON_RESET)
        .reason("the peer now sees it come from " + now + ", not from " + before)
        .build();
  }

  static SocketOperationException ended() {
    return SocketOperationException.builder(SocketPhase.OPEN, SocketOperationException.RECEIVE)
        .status(SocketErrorStatus.UNEXPECTED_END_OF_STREAM)
        .reason("the connection has ended while nobody received")
        .build();
  }
}
