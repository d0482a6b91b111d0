package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.reactivesockets.channel.StreamLiveness;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads of {@code struct tcp_info} what tells whether the peer is there.
 *
 * <pre>
 *    24  u32    unacked          segments
 *    44  u32    last_data_sent   ms ago
 *    52  u32    last_data_recv   ms ago
 *    56  u32    last_ack_recv    ms ago
 * </pre>
 */
final class TcpLiveness {

  private TcpLiveness() {}

  static Optional<StreamLiveness> read(Channel channel) {
    return TcpInfoReader.of(channel)
        .read()
        .filter(struct -> struct.remaining() >= TcpInfo.MIN_BYTES)
        .map(
            struct ->
                new StreamLiveness(
                    u32(struct, 24), u32(struct, 44), Math.min(u32(struct, 52), u32(struct, 56))));
  }

  private static long u32(ByteBuffer struct, int offset) {
    return Integer.toUnsignedLong(struct.getInt(struct.position() + offset));
  }
}
