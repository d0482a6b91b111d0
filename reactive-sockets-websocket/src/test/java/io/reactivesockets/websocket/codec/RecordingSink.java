package io.reactivesockets.websocket.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Notes what a reader finds, in words. */
final class RecordingSink implements MessageSink {

  final List<String> events = new ArrayList<>();
  final List<byte[]> payloads = new ArrayList<>();
  int room = Integer.MAX_VALUE;

  @Override
  public boolean isFull() {
    return room <= 0;
  }

  @Override
  public void part(boolean text, byte[] payload, boolean ascii, boolean last) {
    room--;
    String shown = text ? new String(payload, StandardCharsets.UTF_8) : Bytes.hex(payload);
    if (ascii && text) {
      shown.chars().forEach(c -> assertAscii(c));
    }
    events.add((text ? "text " : "binary ") + shown + (last ? "" : " ..."));
    payloads.add(payload);
  }

  private static void assertAscii(int c) {
    if (c > 127) {
      throw new AssertionError("said to be ASCII");
    }
  }

  @Override
  public void ping(byte[] payload) {
    events.add("ping " + Bytes.hex(payload));
  }

  @Override
  public void pong(byte[] payload) {
    events.add("pong " + Bytes.hex(payload));
  }

  @Override
  public void close(int code, String reason) {
    events.add("close " + code + " " + reason);
  }
}
