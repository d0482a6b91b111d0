package io.reactivesockets.websocket.conformance;

import static io.reactivesockets.websocket.conformance.Wire.CLOSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.websocket.codec.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What is expected of an endpoint that echoes. */
final class Examiner {

  static final String NORMAL = "03e8";
  static final String PROTOCOL_ERROR = "03ea";
  static final String INVALID_DATA = "03ef";

  private final Wire wire;

  Examiner(Wire wire) {
    this.wire = wire;
  }

  void hears(String what, byte[] payload) throws IOException {
    Heard heard = wire.hear();
    // Compared as a whole: a difference in megabytes would not be readable.
    if (!heard.equals(Heard.of(what, payload))) {
      assertThat(heard).hasToString(Heard.of(what, payload).toString());
      assertThat(heard.payload().mismatch(ByteBuffer.wrap(payload))).as("differs at").isEqualTo(-1);
    }
  }

  void echoes(int first, byte[] payload) throws IOException {
    hears((first & 0x0F) == 1 ? "text" : "binary", payload);
  }

  void pongs(byte[] payload) throws IOException {
    hears("pong", payload);
  }

  /** We close in good order; the endpoint answers in kind, and a server ends the connection. */
  void closes() throws IOException {
    closes(NORMAL, NORMAL);
  }

  void closes(String payload, String answer) throws IOException {
    wire.say(CLOSE, Bytes.hex(payload));
    isAnswered(answer);
  }

  /** The endpoint answers our close frame, with that code, and nothing else any more. */
  void isAnswered(String code) throws IOException {
    Heard heard = wire.hear();
    assertThat(heard.what()).as("%s", heard).isEqualTo("close");
    assertThat(code(heard)).isEqualTo(code);
    ends();
  }

  private static String code(Heard close) {
    byte[] payload = close.payload().array();
    return Bytes.hex(payload).substring(0, Math.min(4, payload.length * 2));
  }

  /** The endpoint fails the connection on its own account, with that code. */
  void fails(String code) throws IOException {
    Heard heard = wire.hear();
    assertThat(heard.what()).as("%s", heard).isEqualTo("close");
    assertThat(code(heard)).isEqualTo(code);
    // A fuzzing peer replies, and then expects a server to end the connection.
    wire.speak(Wire.Manner.AS_SAID);
    wire.say(CLOSE, Bytes.hex(code));
    ends();
  }

  private void ends() throws IOException {
    if (wire.isClient()) {
      assertThat(wire.hear()).isEqualTo(Heard.END);
    }
  }
}
