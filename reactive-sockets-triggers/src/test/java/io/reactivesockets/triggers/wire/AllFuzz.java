package io.reactivesockets.triggers.wire;

import io.reactivesockets.testing.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** All targets in one, for a fuzzer that is to start only once: the first byte says which. */
public final class AllFuzz {

  static final List<FuzzTarget> TARGETS =
      List.of(
          new FuzzTarget(FramesFuzz.class, FramesFuzz::fuzzerTestOneInput, frames()),
          new FuzzTarget(SessionFuzz.class, SessionFuzz::fuzzerTestOneInput, conversations()));

  private static final int STREAM_DESCRIPTOR = 0xf0;
  private static final int MOST = 0xef;

  private AllFuzz() {}

  /** Reads some bytes. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length > 0) {
      TARGETS
          .get(Math.floorMod(data[0], TARGETS.size()))
          .reader()
          .accept(Arrays.copyOfRange(data, 1, data.length));
    }
  }

  private static List<byte[]> frames() {
    List<byte[]> seeds = new ArrayList<>();
    Examples.all().forEach(each -> seeds.add(bytes(each)));
    return seeds;
  }

  /** A greeting of each kind, then one request; and a socket that goes there and back. */
  private static List<byte[]> conversations() {
    List<byte[]> seeds = new ArrayList<>();
    for (boolean administrator : new boolean[] {false, true}) {
      for (Message each : Examples.all()) {
        seeds.add(conversation(new Message.Hello(1, administrator, "mail"), each));
      }
    }
    UUID id = UUID.randomUUID();
    SocketRecord listener =
        new SocketRecord(
            0,
            "mail",
            "one",
            SocketRecord.LISTENER,
            id,
            true,
            0,
            0,
            0,
            SocketRecord.NOTHING,
            "",
            "",
            "",
            Bytes.none());
    seeds.add(
        conversation(
            new Message.Hello(1, false, "mail"),
            new Message.Transfer(id, 0, listener, Bytes.none()),
            new Message.Commit(id),
            new Message.Listing(id, ""),
            new Message.Take(id, "one", false),
            new Message.Taken(id)));
    return seeds;
  }

  private static byte[] conversation(Message... messages) {
    ByteArrayOutputStream steps = new ByteArrayOutputStream();
    for (Message message : messages) {
      byte[] frame = bytes(message);
      for (int i = 0; i < frame.length; i += MOST) {
        int count = Math.min(MOST, frame.length - i);
        steps.write(count);
        steps.write(frame, i, count);
      }
      if (Examples.descriptors(message) > 0) {
        steps.write(STREAM_DESCRIPTOR);
      }
    }
    return steps.toByteArray();
  }

  private static byte[] bytes(Message message) {
    ByteBuffer frame = Frames.encode(message, Examples.descriptors(message));
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }
}
