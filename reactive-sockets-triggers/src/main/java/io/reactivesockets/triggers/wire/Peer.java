package io.reactivesockets.triggers.wire;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Who is at the other end of a Unix-domain socket, as the kernel says.
 *
 * @param pid the process that connected
 * @param uid its effective user
 * @param gid its effective group
 */
public record Peer(int pid, int uid, int gid) {

  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;

  static Peer of(Socket socket) throws IOException {
    ByteBuffer answer = ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder());
    socket.getRawOpt(SOL_SOCKET, SO_PEERCRED, answer);
    return new Peer(answer.getInt(0), answer.getInt(4), answer.getInt(8));
  }

  @Override
  public String toString() {
    return "pid " + pid + " of uid " + uid;
  }
}
