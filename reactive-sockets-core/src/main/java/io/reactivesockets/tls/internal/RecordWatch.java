package io.reactivesockets.tls.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Looks at the records of an open connection, and refuses those by which a peer keeps an engine at
 * work without end: renegotiation asked of a server, and floods of key updates (RFC 8446 4.6.3),
 * each of which costs new keys, and an answer that waits until the peer reads.
 *
 * <p>Of TLS 1.3, records without data are weighed from where all is read that has come and no
 * answer waits. They are few: a key update now and then, and tickets from a server. The engine of
 * the JDK takes key updates in fragments and many in one record, too, so that only the size of a
 * record bounds how many are in it.
 */
final class RecordWatch {
  private static final int MOST_FROM_CLIENT = 16 * 1024;
  private static final int MOST_FROM_SERVER = 64 * 1024;
  private static final int LEAST_WEIGHT = 64;

  private static final int HANDSHAKE_RECORD = 22;
  private static final String TLS13 = "TLSv1.3";

  /** A record with nothing in it, which is allowed and costs next to nothing (RFC 8446 5.1). */
  private static final int EMPTY_BYTES = 22;

  private int weight;
  private boolean dataCame;
  private boolean refused;

  /** Data has come out of the record. */
  void data() {
    dataCame = true;
  }

  /** Before a record is decoded: whether it may be. */
  boolean admits(SSLEngine engine, ByteBuf in) throws SSLException {
    dataCame = false;
    if (refused) {
      in.skipBytes(in.readableBytes());
      return false;
    }
    if (!engine.getUseClientMode()
        && in.isReadable()
        && in.getByte(in.readerIndex()) == HANDSHAKE_RECORD) {
      refuse(in, "the client asked for renegotiation");
    }
    return true;
  }

  /** After a record was decoded, all of it or none. */
  void decoded(SSLEngine engine, ByteBuf in, int bytes) throws SSLException {
    if (dataCame || bytes <= EMPTY_BYTES || !engine.getSession().getProtocol().equals(TLS13)) {
      return;
    }
    weight += LEAST_WEIGHT + bytes - EMPTY_BYTES;
    if (weight > (engine.getUseClientMode() ? MOST_FROM_SERVER : MOST_FROM_CLIENT)) {
      refuse(in, "too many key updates came at once, or without reading the answers");
    }
  }

  /** All is decoded that was read, and answers were flushed as far as the kernel has room. */
  void readComplete(Channel channel) {
    if (weight > 0) {
      ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
      if (waiting == null || waiting.isEmpty()) {
        weight = 0;
      }
    }
  }

  private void refuse(ByteBuf in, String reason) throws SSLException {
    refused = true;
    in.skipBytes(in.readableBytes());
    throw new SSLException(reason);
  }
}
