package io.reactivesockets.triggers.wire;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One thing that is said between a broker and its peer. A request carries an identifier that its
 * sender made up, and the answer carries the same.
 */
public sealed interface Message {

  /**
   * The first thing that is said.
   *
   * @param version the version of the protocol
   * @param administrator whether the peer wants to see every application's sockets
   * @param application in whose name the peer speaks
   */
  record Hello(int version, boolean administrator, String application) implements Message {}

  /**
   * The answer to a greeting.
   *
   * @param version the version that is spoken from now on
   * @param maxContextBytes the most bytes of a context
   * @param maxUnreadBytes the most bytes of a socket's state
   */
  record Welcome(int version, int maxContextBytes, int maxUnreadBytes) implements Message {}

  /**
   * Says what to do on activity.
   *
   * @param request the request
   * @param task the task
   */
  record Register(UUID request, TaskRecord task) implements Message {}

  /**
   * Forgets a task.
   *
   * @param request the request
   * @param task the task's identifier
   */
  record Unregister(UUID request, UUID task) implements Message {}

  /**
   * Gives a socket; its descriptors follow the frame.
   *
   * @param request the transfer
   * @param until when the sender may decide to keep it after all, in nanoseconds of the machine's
   *     monotonic clock; zero if it will not
   * @param socket what is known of it
   * @param state what its next owner needs to go on, unread bytes included
   */
  record Transfer(UUID request, long until, SocketRecord socket, Bytes state) implements Message {}

  /**
   * Tells that the broker could keep the socket.
   *
   * @param request the transfer
   */
  record Prepared(UUID request) implements Message {}

  /**
   * Makes the broker the owner.
   *
   * @param request the transfer
   */
  record Commit(UUID request) implements Message {}

  /**
   * Keeps the socket after all; the broker closes its descriptor.
   *
   * @param request the transfer
   */
  record Abort(UUID request) implements Message {}

  /**
   * Asks for a socket.
   *
   * @param request the taking
   * @param id the socket
   * @param plain whether unread bytes are to come as they are, for programs in other languages
   */
  record Take(UUID request, String id, boolean plain) implements Message {}

  /**
   * Offers the socket; its descriptors follow the frame.
   *
   * @param request the taking
   * @param socket what is known of it
   * @param state what its owner needs to go on
   */
  record Given(UUID request, SocketRecord socket, Bytes state) implements Message {}

  /**
   * Makes the peer the owner.
   *
   * @param request the taking
   */
  record Taken(UUID request) implements Message {}

  /**
   * Leaves the socket with the broker after all.
   *
   * @param request the taking
   */
  record Return(UUID request) implements Message {}

  /**
   * Asks what the broker holds.
   *
   * @param request the request
   * @param after where to go on, empty to begin
   */
  record Listing(UUID request, String after) implements Message {}

  /**
   * A part of the answer.
   *
   * @param request the request
   * @param next where the next part begins, empty if this is the last
   * @param sockets what is known of them
   */
  record Page(UUID request, String next, List<SocketRecord> sockets) implements Message {}

  /**
   * Replaces a context.
   *
   * @param request the request
   * @param id the socket
   * @param context the new context
   */
  record Update(UUID request, String id, Bytes context) implements Message {}

  /**
   * Closes a socket that the broker holds.
   *
   * @param request the request
   * @param uid whose it is, for administrators
   * @param application which application's it is, for administrators
   * @param id the socket
   */
  record Drop(UUID request, int uid, String application, String id) implements Message {}

  /**
   * Asks to be told of activity from now on.
   *
   * @param request the request
   */
  record Subscribe(UUID request) implements Message {}

  /**
   * Ends that.
   *
   * @param request the request
   */
  record Unsubscribe(UUID request) implements Message {}

  /**
   * Tells of activity.
   *
   * @param socket which socket, and what happened
   */
  record Notice(SocketRecord socket) implements Message {}

  /**
   * Asks for the broker's figures.
   *
   * @param request the request
   */
  record Statistics(UUID request) implements Message {}

  /**
   * The answer.
   *
   * @param request the request
   * @param values by name
   */
  record Figures(UUID request, Map<String, Long> values) implements Message {}

  /**
   * Begins or ends standby.
   *
   * @param request the request
   * @param on whether it begins
   */
  record Standby(UUID request, boolean on) implements Message {}

  /**
   * Asks a broker to give all that it holds to the peer and to end.
   *
   * @param request the request
   */
  record Succeed(UUID request) implements Message {}

  /**
   * The broker's own socket; its descriptors follow the frame.
   *
   * @param request the request
   * @param sockets how many sockets will follow
   * @param tasks the tasks of all applications
   */
  record Estate(UUID request, int sockets, List<TaskRecord> tasks) implements Message {}

  /**
   * A socket of the estate; its descriptors follow the frame.
   *
   * @param socket what is known of it
   * @param state what its owner needs to go on
   */
  record Bequest(SocketRecord socket, Bytes state) implements Message {}

  /**
   * It is done.
   *
   * @param request what was asked
   */
  record Done(UUID request) implements Message {}

  /**
   * It is refused, and nothing has changed.
   *
   * @param request what was asked
   * @param code why
   * @param reason why, in words
   */
  record Refused(UUID request, Code code, String reason) implements Message {}
}
