package io.reactivesockets.websocket.codec;

import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * For a fuzzer: any bytes as compressed data, which end in a message within the limits or in a
 * violation; and any bytes as messages, which come back as they went.
 */
public final class InflateFuzz {

  private static final int LIMIT = 100_000;
  private static final ReceiveLimits LIMITS =
      new ReceiveLimits(1 << 20, 1 << 20, 100, LIMIT, 1_100);

  private InflateFuzz() {}

  /** Reads some bytes; the first one says by which rules. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length < 2) {
      return;
    }
    byte[] payload = Arrays.copyOfRange(data, 1, data.length);
    boolean takeover = (data[0] & 1) != 0;
    inflate(payload, takeover);
    roundTrip(payload, takeover, 8 + (data[0] >> 1 & 7));
  }

  private static void inflate(byte[] payload, boolean takeover) {
    RecordingSink sink = new RecordingSink();
    MessageReader reader = reader(sink, takeover);
    try {
      reader.read(Unpooled.wrappedBuffer(Bytes.frame(0xC2, payload)));
    } catch (ProtocolViolation expected) {
      sink.events.add("violation");
    }
    reader.stop();
    if (sink.events.size() != 1) {
      throw new AssertionError("one message, found " + sink.events.size());
    }
    for (byte[] message : sink.payloads) {
      if (message.length > LIMIT) {
        throw new AssertionError("over the limit: " + message.length);
      }
    }
  }

  private static void roundTrip(byte[] payload, boolean takeover, int windowBits) {
    Deflation deflation = new Deflation(1 + payload.length % 9, takeover, windowBits);
    RecordingSink sink = new RecordingSink();
    MessageReader reader = reader(sink, takeover);
    try {
      for (int round = 0; round < 2; round++) {
        byte[] compressed = deflation.compress(payload, true);
        reader.read(Unpooled.wrappedBuffer(Bytes.frame(0xC2, compressed)));
        if (!Arrays.equals(sink.payloads.get(round), payload)) {
          throw new AssertionError("came back otherwise");
        }
      }
    } catch (ProtocolViolation violation) {
      throw new AssertionError("our own compression", violation);
    }
    deflation.release();
    reader.stop();
  }

  private static MessageReader reader(MessageSink sink, boolean takeover) {
    PeerCompression compression =
        takeover ? PeerCompression.CONTEXT_TAKEOVER : PeerCompression.EACH_MESSAGE;
    return new MessageReader(sink, new ReceiveRules(false, true, false, compression, LIMITS));
  }
}
