package io.reactivesockets.descriptor.unix;

/**
 * Who is at the other end of a Unix-domain socket, as the kernel says (SO_PEERCRED): the process
 * that connected, or the one that listened.
 *
 * @param pid its process id, 0 if it is in another namespace
 * @param uid its user id
 * @param gid its group id
 */
public record UnixPeer(int pid, int uid, int gid) {}
