package io.reactivesockets.triggers.activity;

/**
 * Why an application is woken, and for which socket.
 *
 * @param reason what happened
 * @param socketInformation the socket, to be taken back
 */
public record SocketActivityTriggerDetails(
    SocketActivityTriggerReason reason, SocketActivityInformation socketInformation) {}
