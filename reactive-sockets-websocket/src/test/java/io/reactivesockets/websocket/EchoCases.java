package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.concat;
import static io.reactivesockets.websocket.codec.Bytes.hex;
import static io.reactivesockets.websocket.codec.Bytes.random;
import static io.reactivesockets.websocket.codec.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.websocket.codec.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an endpoint that echoes has to answer to well-formed and to broken input, section by section
 * of RFC 6455. The same cases are put to a server and to a client.
 */
final class EchoCases {

  private static final int TEXT = 0x81;
  private static final int BINARY = 0x82;
  private static final int CLOSE = 0x88;
  private static final int PING = 0x89;
  private static final int PONG = 0x8A;
  private static final byte[] NOTHING = {};

  /** What a peer does to an endpoint that echoes, and what it expects. */
  @FunctionalInterface
  interface Script {
    void run(FramePeer peer) throws IOException;
  }

  /**
   * A script and its name.
   *
   * @param name the section and what is tried
   * @param script what is done
   */
  record Case(String name, Script script) {

    @Override
    public String toString() {
      return name;
    }
  }

  private final List<Case> cases = new ArrayList<>();

  private EchoCases() {}

  static Stream<Case> all() {
    EchoCases all = new EchoCases();
    all.framing();
    all.control();
    all.fragments();
    all.text();
    all.closing();
    all.large();
    return all.cases.stream();
  }

  private void add(String name, Script script) {
    cases.add(new Case(name, script));
  }

  private void framing() {
    for (int length : new int[] {0, 1, 125, 126, 127, 128, 65_535, 65_536}) {
      String text = "*".repeat(length);
      add("5.2 text of " + length, peer -> echoed(peer, TEXT, utf8(text)));
      add("5.2 binary of " + length, peer -> echoed(peer, BINARY, random(length, length)));
    }
    add(
        "5.2 text in pieces of 997",
        peer -> {
          byte[] text = utf8("*".repeat(65_536));
          peer.sendChopped(peer.frame(TEXT, text), 997);
          expect(peer, TEXT, text);
          closes(peer);
        });
    for (int rsv = 1; rsv <= 7; rsv++) {
      for (int first : new int[] {TEXT, BINARY, PING, CLOSE}) {
        int bits = first | rsv << 4;
        add("5.2 reserved bits " + Integer.toHexString(bits), peer -> refused(peer, bits, NOTHING));
      }
    }
    for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
      add(
          "5.2 reserved opcode " + opcode,
          peer -> {
            peer.sendFrame(TEXT, utf8("before"));
            expect(peer, TEXT, utf8("before"));
            refused(peer, 0x80 | opcode, utf8("x"));
          });
    }
    add("5.2 length with the top bit", peer -> broken(peer, "82 ff 8000000000000000", "03ea"));
    add("5.2 length not the shortest, 16 bits", peer -> broken(peer, "82 fe 007d", "03ea"));
    add(
        "5.2 length not the shortest, 64 bits",
        peer -> broken(peer, "82 ff 000000000000ffff", "03ea"));
    add(
        "5.3 mask on the wrong side",
        peer -> {
          boolean masks = peer.frame(TEXT, NOTHING).length > 2;
          peer.send(masks ? hex("8100") : hex("818000000000"));
          fails(peer, "03ea");
        });
  }

  private void control() {
    add("5.5.2 ping without payload", peer -> answered(peer, NOTHING));
    add("5.5.2 ping with payload", peer -> answered(peer, hex("00fffefdfcfb00ff")));
    add("5.5.2 ping of 125", peer -> answered(peer, random(125, 1)));
    add("5.5 ping of 126", peer -> refused(peer, PING, random(126, 1)));
    add(
        "5.5.2 ping byte by byte",
        peer -> {
          peer.sendChopped(peer.frame(PING, random(125, 2)), 1);
          expect(peer, PONG, random(125, 2));
          closes(peer);
        });
    add(
        "5.5.3 a pong that nobody asked for",
        peer -> {
          peer.sendFrame(PONG, utf8("unsolicited"));
          answered(peer, utf8("ping"));
        });
    add(
        "5.5.2 ten pings at once",
        peer -> {
          byte[] pings = NOTHING;
          for (int i = 0; i < 10; i++) {
            pings = concat(pings, peer.frame(PING, utf8("payload-" + i)));
          }
          peer.sendChopped(pings, 7);
          for (int i = 0; i < 10; i++) {
            expect(peer, PONG, utf8("payload-" + i));
          }
          closes(peer);
        });
    add("5.5 a ping in fragments", peer -> refused(peer, 0x09, utf8("part")));
    add("5.5 a pong in fragments", peer -> refused(peer, 0x0A, utf8("part")));
  }

  private void fragments() {
    for (int piece : new int[] {0, 1}) {
      add(
          "5.4 two fragments" + (piece == 0 ? "" : ", byte by byte"),
          peer -> {
            byte[] both =
                concat(peer.frame(0x01, utf8("fragment1")), peer.frame(0x80, utf8("fragment2")));
            peer.sendChopped(both, piece == 0 ? both.length : piece);
            expect(peer, TEXT, utf8("fragment1fragment2"));
            closes(peer);
          });
      add(
          "5.4 a ping between fragments" + (piece == 0 ? "" : ", byte by byte"),
          peer -> {
            byte[] all =
                concat(
                    peer.frame(0x01, utf8("fragment1")),
                    peer.frame(PING, utf8("ping")),
                    peer.frame(0x80, utf8("fragment2")));
            peer.sendChopped(all, piece == 0 ? all.length : piece);
            expect(peer, PONG, utf8("ping"));
            expect(peer, TEXT, utf8("fragment1fragment2"));
            closes(peer);
          });
    }
    add(
        "5.4 empty fragments",
        peer -> {
          peer.send(
              concat(
                  peer.frame(0x01, NOTHING),
                  peer.frame(0x00, utf8("middle")),
                  peer.frame(0x80, NOTHING)));
          expect(peer, TEXT, utf8("middle"));
          closes(peer);
        });
    add("5.4 a continuation of nothing", peer -> refused(peer, 0x80, utf8("x")));
    add("5.4 an open continuation of nothing", peer -> refused(peer, 0x00, utf8("x")));
    add(
        "5.4 a new message within another",
        peer -> {
          peer.sendFrame(0x01, utf8("fragment1"));
          refused(peer, TEXT, utf8("fragment2"));
        });
    add(
        "5.4 a continuation behind a finished message",
        peer -> {
          peer.send(concat(peer.frame(0x01, utf8("a")), peer.frame(0x80, utf8("b"))));
          expect(peer, TEXT, utf8("ab"));
          refused(peer, 0x80, utf8("c"));
        });
  }

  private void text() {
    for (String good :
        List.of(
            "cebae1bdb9cf83cebcceb5",
            "00",
            "c280",
            "e0a080",
            "f0908080",
            "7f",
            "dfbf",
            "efbfbf",
            "ed9fbf",
            "ee8080",
            "efbfbd",
            "f48fbfbf",
            "efbfbe",
            "f09fbfbe")) {
      add("8.1 UTF-8 " + good, peer -> echoed(peer, TEXT, hex(good)));
      add(
          "8.1 UTF-8 " + good + " a byte a fragment",
          peer -> {
            byte[] bytes = hex(good);
            for (int i = 0; i < bytes.length; i++) {
              peer.sendFrame(i == 0 ? 0x01 : 0x00, Arrays.copyOfRange(bytes, i, i + 1));
            }
            peer.sendFrame(0x80, NOTHING);
            expect(peer, TEXT, bytes);
            closes(peer);
          });
    }
    for (String bad :
        List.of(
            "cebae1bdb9cf83cebcceb5eda080656469746564",
            "f8888080 80",
            "fc8480808080",
            "80",
            "bf",
            "8080",
            "c020",
            "e020",
            "f020",
            "c0",
            "e080",
            "f08080",
            "df",
            "efbf",
            "f7bfbf",
            "fe",
            "ff",
            "c0af",
            "e080af",
            "f08080af",
            "c1bf",
            "e09fbf",
            "f08fbfbf",
            "eda080",
            "edbfbf",
            "eda080edb080",
            "f4908080",
            "f7bfbfbf")) {
      add(
          "8.1 no UTF-8 " + bad,
          peer -> {
            peer.sendFrame(TEXT, hex(bad));
            fails(peer, "03ef");
          });
    }
    add(
        "8.1 bad text is seen though the message goes on",
        peer -> {
          peer.sendFrame(0x01, hex("cebae1bdb9cf83cebcceb5"));
          peer.sendFrame(0x00, hex("f4908080"));
          fails(peer, "03ef");
        });
    add(
        "8.1 bad text is seen though the frame goes on",
        peer -> {
          byte[] frame = peer.frame(TEXT, hex("cebae1bdb9cf83cebcceb5f4908080656469746564"));
          peer.send(Arrays.copyOf(frame, frame.length - 8));
          fails(peer, "03ef");
        });
  }

  private void closing() {
    for (int code :
        new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999}) {
      add("7.4 close with " + code, peer -> closes(peer, status(code), status(code)));
    }
    for (int code :
        new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535}) {
      add("7.4 close with the reserved " + code, peer -> closes(peer, status(code), "03ea"));
    }
    add("5.5.1 close without a code", peer -> closes(peer, "", ""));
    add("5.5.1 close of one byte", peer -> closes(peer, "03", "03ea"));
    add(
        "5.5.1 close with a reason of 123",
        peer -> closes(peer, "03e8" + "2a".repeat(123), "03e8"));
    add(
        "5.5.1 close with a reason of 124",
        peer -> closes(peer, "03e8" + "2a".repeat(124), "03ea"));
    add("5.5.1 close with a reason that is no text", peer -> closes(peer, "03e8 ce ba e1", "03ef"));
    add(
        "5.5.1 nothing counts behind a close frame",
        peer -> {
          peer.send(concat(peer.frame(CLOSE, hex("03e8")), peer.frame(PING, NOTHING)));
          expect(peer, CLOSE, hex("03e8"));
          assertThat(peer.readFrame()).isIn("end", "reset");
        });
    add(
        "5.5.1 two close frames",
        peer -> {
          peer.send(concat(peer.frame(CLOSE, hex("03e8")), peer.frame(CLOSE, hex("03e8"))));
          expect(peer, CLOSE, hex("03e8"));
          assertThat(peer.readFrame()).isIn("end", "reset");
        });
    add(
        "5.5.1 what came before the close frame is echoed",
        peer -> {
          byte[] text = utf8("*".repeat(200_000));
          peer.send(concat(peer.frame(TEXT, text), peer.frame(CLOSE, hex("03e8"))));
          expect(peer, TEXT, text);
          expect(peer, CLOSE, hex("03e8"));
        });
  }

  private void large() {
    byte[] megabytes = utf8("BAsd7&jh23".repeat(400_000));
    add("5.2 text of 4 MB", peer -> echoed(peer, TEXT, megabytes));
    add(
        "5.4 4 MB in fragments of 4096",
        peer -> {
          for (int at = 0; at < megabytes.length; at += 4_096) {
            int end = Math.min(megabytes.length, at + 4_096);
            int first = (at == 0 ? 0x02 : 0x00) | (end == megabytes.length ? 0x80 : 0);
            peer.sendFrame(first, Arrays.copyOfRange(megabytes, at, end));
          }
          expect(peer, BINARY, megabytes);
          closes(peer);
        });
    add(
        "5.2 100 KB in writes of 64",
        peer -> {
          byte[] part = Arrays.copyOf(megabytes, 100_000);
          peer.sendChopped(peer.frame(BINARY, part), 64);
          expect(peer, BINARY, part);
          closes(peer);
        });
    add(
        "5.2 a thousand messages, one after the other",
        peer -> {
          for (int i = 0; i < 1_000; i++) {
            byte[] message = random(i, i);
            peer.sendFrame(BINARY, message);
            expect(peer, BINARY, message);
          }
          closes(peer);
        });
  }

  private static String status(int code) {
    return "%04x".formatted(code);
  }

  private static void echoed(FramePeer peer, int first, byte[] payload) throws IOException {
    peer.sendFrame(first, payload);
    expect(peer, first, payload);
    closes(peer);
  }

  private static void answered(FramePeer peer, byte[] ping) throws IOException {
    peer.sendFrame(PING, ping);
    expect(peer, PONG, ping);
    closes(peer);
  }

  private static void refused(FramePeer peer, int first, byte[] payload) throws IOException {
    peer.sendFrame(first, payload);
    fails(peer, "03ea");
  }

  /** Sends the head of a frame as it is, less the mask bit where it is a server that speaks. */
  private static void broken(FramePeer peer, String head, String code) throws IOException {
    byte[] bytes = hex(head);
    if (peer.frame(TEXT, NOTHING).length == 2) {
      bytes[1] &= 0x7F;
    }
    peer.send(bytes);
    fails(peer, code);
  }

  private static void expect(FramePeer peer, int first, byte[] payload) throws IOException {
    // Compared as a whole: a difference in megabytes would not be readable.
    String expected = Integer.toHexString(first) + " " + Bytes.hex(payload);
    String frame = peer.readFrame();
    if (!frame.equals(expected)) {
      assertThat(start(frame)).isEqualTo(start(expected));
      assertThat(frame.length()).as("digits").isEqualTo(expected.length());
      assertThat(frame.hashCode()).as("hash").isEqualTo(expected.hashCode());
    }
  }

  private static String start(String text) {
    return text.substring(0, Math.min(200, text.length()));
  }

  private static void closes(FramePeer peer) throws IOException {
    closes(peer, "03e8", "03e8");
  }

  private static void closes(FramePeer peer, String payload, String answer) throws IOException {
    peer.sendFrame(CLOSE, hex(payload));
    fails(peer, answer);
  }

  /** The endpoint sends a close frame with that code. */
  private static void fails(FramePeer peer, String code) throws IOException {
    String frame = peer.readFrame();
    assertThat(start(frame)).startsWith("88 " + code);
    if (code.isEmpty()) {
      assertThat(frame).isEqualTo("88 ");
    }
    peer.close();
  }
}
