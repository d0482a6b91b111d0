package io.reactivesockets.websocket.conformance;

import static io.reactivesockets.websocket.codec.Bytes.hex;
import static io.reactivesockets.websocket.codec.Bytes.random;
import static io.reactivesockets.websocket.codec.Bytes.utf8;
import static io.reactivesockets.websocket.conformance.Examiner.INVALID_DATA;
import static io.reactivesockets.websocket.conformance.Examiner.NORMAL;
import static io.reactivesockets.websocket.conformance.Examiner.PROTOCOL_ERROR;
import static io.reactivesockets.websocket.conformance.Wire.BINARY;
import static io.reactivesockets.websocket.conformance.Wire.CLOSE;
import static io.reactivesockets.websocket.conformance.Wire.FIN;
import static io.reactivesockets.websocket.conformance.Wire.NOTHING;
import static io.reactivesockets.websocket.conformance.Wire.PING;
import static io.reactivesockets.websocket.conformance.Wire.PONG;
import static io.reactivesockets.websocket.conformance.Wire.TEXT;
import static io.reactivesockets.websocket.conformance.Wire.join;

import io.reactivesockets.websocket.conformance.Case.Script;
import io.reactivesockets.websocket.conformance.Case.Weight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every family of cases but those of compression: RFC 6455 from the frame to the close. */
final class Cases {

  private static final byte[] HELLO = utf8("Hello, world!");
  private static final byte[] ONE = utf8("fragment1");
  private static final byte[] TWO = utf8("fragment2");
  private static final byte[] THREE = utf8("fragment3");
  private static final byte[] BOTH = utf8("fragment1fragment2");
  private static final byte[] GREEK = hex("cebae1bdb9cf83cebcceb5");
  private static final int MEBI = 1 << 20;

  private final List<Case> cases = new ArrayList<>();

  private Cases() {}

  static List<Case> all() {
    Cases all = new Cases();
    all.framing();
    all.pings();
    all.reservedBits();
    all.opcodes();
    all.fragments();
    all.text();
    all.failFast();
    all.utf8Tables();
    all.closing();
    all.closeCodes();
    all.beyondTheSuite();
    all.large();
    all.roundTrips();
    return all.cases;
  }

  private void add(String id, Script script) {
    cases.add(Case.of(id, Weight.LIGHT, script));
  }

  private void add(String id, Weight weight, Script script) {
    cases.add(Case.of(id, weight, script));
  }

  private void framing() {
    int[] lengths = {0, 125, 126, 127, 128, 65_535, 65_536};
    for (int first : new int[] {TEXT, BINARY}) {
      String family = first == TEXT ? "1.1." : "1.2.";
      for (int i = 0; i < lengths.length; i++) {
        byte[] payload = first == TEXT ? utf8("*".repeat(lengths[i])) : random(lengths[i], i);
        add(family + (i + 1), echo(first, payload));
      }
      byte[] payload = first == TEXT ? utf8("*".repeat(65_536)) : random(65_536, 8);
      add(
          family + "8",
          (wire, endpoint) -> {
            wire.sayChopped(wire.frame(first, payload), 997);
            endpoint.echoes(first, payload);
            endpoint.closes();
          });
    }
  }

  private static Script echo(int first, byte[] payload) {
    return (wire, endpoint) -> {
      wire.say(first, payload);
      endpoint.echoes(first, payload);
      endpoint.closes();
    };
  }

  private void pings() {
    add("2.1", pong(NOTHING));
    add("2.2", pong(HELLO));
    add("2.3", pong(hex("00fffefdfcfb00ff")));
    add("2.4", pong(random(125, 4)));
    add("2.5", violation(PROTOCOL_ERROR, PING, random(126, 5)));
    add(
        "2.6",
        (wire, endpoint) -> {
          wire.sayChopped(wire.frame(PING, random(125, 6)), 1);
          endpoint.pongs(random(125, 6));
          endpoint.closes();
        });
    add(
        "2.7",
        (wire, endpoint) -> {
          wire.say(PONG, NOTHING);
          endpoint.closes();
        });
    add(
        "2.8",
        (wire, endpoint) -> {
          wire.say(PONG, utf8("nobody asked"));
          endpoint.closes();
        });
    add(
        "2.9",
        (wire, endpoint) -> {
          wire.say(PONG, utf8("nobody asked")).say(PING, HELLO);
          endpoint.pongs(HELLO);
          endpoint.closes();
        });
    for (int chop : new int[] {0, 1}) {
      add(
          chop == 0 ? "2.10" : "2.11",
          (wire, endpoint) -> {
            for (int i = 0; i < 10; i++) {
              byte[] ping = wire.frame(PING, utf8("payload-" + i));
              wire.sayChopped(ping, chop == 0 ? ping.length : chop);
            }
            for (int i = 0; i < 10; i++) {
              endpoint.pongs(utf8("payload-" + i));
            }
            endpoint.closes();
          });
    }
  }

  private static Script pong(byte[] payload) {
    return (wire, endpoint) -> {
      wire.say(PING, payload);
      endpoint.pongs(payload);
      endpoint.closes();
    };
  }

  private static Script violation(String code, int first, byte[] payload) {
    return (wire, endpoint) -> {
      wire.say(first, payload);
      endpoint.fails(code);
    };
  }

  /** What came before the violation is echoed; the ping behind it is not answered. */
  private static Script violationAfterHello(int first, byte[] payload) {
    return (wire, endpoint) -> {
      wire.say(TEXT, HELLO).say(first, payload).say(PING, NOTHING);
      endpoint.echoes(TEXT, HELLO);
      endpoint.fails(PROTOCOL_ERROR);
    };
  }

  private void reservedBits() {
    add("3.1", violation(PROTOCOL_ERROR, TEXT | 0x10, HELLO));
    add("3.2", violationAfterHello(TEXT | 0x20, HELLO));
    add("3.3", violationAfterHello(TEXT | 0x30, HELLO));
    add("3.4", violationAfterHello(TEXT | 0x40, HELLO));
    add("3.5", violation(PROTOCOL_ERROR, BINARY | 0x50, random(8, 5)));
    add("3.6", violation(PROTOCOL_ERROR, PING | 0x60, HELLO));
    add("3.7", violation(PROTOCOL_ERROR, CLOSE | 0x70, NOTHING));
  }

  private void opcodes() {
    for (int[] family : new int[][] {{3, 4, 5, 6, 7}, {11, 12, 13, 14, 15}}) {
      for (int i = 0; i < family.length; i++) {
        int opcode = FIN | family[i];
        String id = (family[0] == 3 ? "4.1." : "4.2.") + (i + 1);
        byte[] payload = i % 2 == 0 ? NOTHING : HELLO;
        add(
            id,
            i < 2
                ? violation(PROTOCOL_ERROR, opcode, payload)
                : violationAfterHello(opcode, payload));
      }
    }
  }

  private void fragments() {
    add("5.1", violation(PROTOCOL_ERROR, 0x09, ONE));
    add("5.2", violation(PROTOCOL_ERROR, 0x0A, ONE));
    for (int i = 0; i < 3; i++) {
      Wire.Manner manner = Wire.Manner.values()[i];
      add(
          "5." + (3 + i),
          (wire, endpoint) -> {
            wire.speak(manner).say(0x01, ONE).say(FIN, TWO);
            endpoint.echoes(TEXT, BOTH);
            endpoint.closes();
          });
      add(
          "5." + (6 + i),
          (wire, endpoint) -> {
            wire.speak(manner).say(0x01, ONE).say(PING, HELLO).say(FIN, TWO);
            endpoint.pongs(HELLO);
            endpoint.echoes(TEXT, BOTH);
            endpoint.closes();
          });
      add(
          "5." + (9 + i),
          (wire, endpoint) -> {
            wire.speak(manner).say(FIN, ONE).say(TEXT, HELLO);
            endpoint.fails(PROTOCOL_ERROR);
          });
      add(
          "5." + (12 + i),
          (wire, endpoint) -> {
            wire.speak(manner).say(0x00, ONE).say(TEXT, HELLO);
            endpoint.fails(PROTOCOL_ERROR);
          });
    }
    add(
        "5.15",
        (wire, endpoint) -> {
          wire.speak(Wire.Manner.AT_ONCE);
          wire.say(0x01, ONE).say(FIN, TWO).say(0x00, THREE).say(TEXT, HELLO);
          endpoint.echoes(TEXT, BOTH);
          endpoint.fails(PROTOCOL_ERROR);
        });
    for (int first : new int[] {0x00, FIN}) {
      add(
          first == 0 ? "5.16" : "5.17",
          (wire, endpoint) -> {
            for (int i = 0; i < 2; i++) {
              wire.say(first, ONE).say(0x01, TWO).say(FIN, THREE);
            }
            endpoint.fails(PROTOCOL_ERROR);
          });
    }
    add(
        "5.18",
        (wire, endpoint) -> {
          wire.say(0x01, ONE).say(TEXT, TWO);
          endpoint.fails(PROTOCOL_ERROR);
        });
    for (int i = 0; i < 2; i++) {
      boolean apart = i == 1;
      add(
          "5." + (19 + i),
          (wire, endpoint) -> {
            wire.say(0x01, ONE).say(0x00, TWO).say(PING, utf8("ping 1"));
            if (apart) {
              endpoint.pongs(utf8("ping 1"));
            }
            wire.say(0x00, THREE).say(0x00, ONE).say(PING, utf8("ping 2")).say(FIN, TWO);
            if (!apart) {
              endpoint.pongs(utf8("ping 1"));
            }
            endpoint.pongs(utf8("ping 2"));
            endpoint.echoes(TEXT, join(ONE, TWO, THREE, ONE, TWO));
            endpoint.closes();
          });
    }
  }

  private void text() {
    add("6.1.1", echo(TEXT, NOTHING));
    add("6.1.2", inFragments(NOTHING, NOTHING, NOTHING));
    add("6.1.3", inFragments(NOTHING, utf8("middle frame payload"), NOTHING));
    byte[] greek = utf8("Hello-µ@ßöäüàá-UTF-8!!");
    add("6.2.1", echo(TEXT, greek));
    add("6.2.2", inFragments(Arrays.copyOf(greek, 12), Arrays.copyOfRange(greek, 12, 29)));
    add("6.2.3", inFragments(bytes(greek)));
    add("6.2.4", inFragments(bytes(GREEK)));
    byte[] bad = join(GREEK, hex("eda080"), utf8("edited"));
    add("6.3.1", violation(INVALID_DATA, TEXT, bad));
    add(
        "6.3.2",
        (wire, endpoint) -> {
          for (int i = 0; i < bad.length; i++) {
            wire.say(i == 0 ? 0x01 : 0x00, new byte[] {bad[i]});
          }
          wire.say(FIN, NOTHING);
          endpoint.fails(INVALID_DATA);
        });
  }

  private static byte[][] bytes(byte[] all) {
    byte[][] each = new byte[all.length][];
    for (int i = 0; i < all.length; i++) {
      each[i] = new byte[] {all[i]};
    }
    return each;
  }

  private static Script inFragments(byte[]... parts) {
    return (wire, endpoint) -> {
      for (int i = 0; i < parts.length; i++) {
        wire.say((i == 0 ? 1 : 0) | (i == parts.length - 1 ? FIN : 0), parts[i]);
      }
      endpoint.echoes(TEXT, join(parts));
      endpoint.closes();
    };
  }

  /** Bad text is seen at the byte that makes it bad, whatever is still to come. */
  private void failFast() {
    byte[][] bad = {hex("f490"), hex("f4")};
    for (int i = 0; i < 2; i++) {
      byte[] second = i == 0 ? hex("f4908080") : hex("f4");
      byte[] third = i == 0 ? NOTHING : hex("90");
      add(
          "6.4." + (i + 1),
          (wire, endpoint) -> {
            wire.say(0x01, GREEK).say(PING, HELLO);
            endpoint.pongs(HELLO);
            wire.say(0x00, second);
            if (third.length > 0) {
              // Half a character is no error yet.
              wire.say(PING, HELLO);
              endpoint.pongs(HELLO);
              wire.say(0x00, third);
            }
            endpoint.fails(INVALID_DATA);
          });
      int seen = GREEK.length + bad[i].length;
      add(
          "6.4." + (i + 3),
          (wire, endpoint) -> {
            byte[] frame = wire.frame(TEXT, join(GREEK, hex("f4908080"), utf8("edited")));
            int head = frame.length - GREEK.length - 10;
            wire.sayBytes(Arrays.copyOf(frame, head + GREEK.length));
            wire.sayBytes(Arrays.copyOfRange(frame, head + GREEK.length, head + seen));
            if (seen == GREEK.length + 1) {
              wire.sayBytes(new byte[] {frame[head + seen]});
            }
            Heard heard = wire.hear();
            if (!heard.what().equals("close") || heard.payload().getShort() != (short) 1007) {
              throw new AssertionError("not refused at once: " + heard);
            }
          });
    }
  }

  private void utf8Tables() {
    good("6.5.", "cebae1bdb9cf83cebcceb5");
    good("6.7.", "00", "c280", "e0a080", "f0908080");
    good("6.9.", "7f", "dfbf", "efbfbf", "f48fbfbf");
    good("6.11.", "ed9fbf", "ee8080", "efbfbd", "f48fbfbf");
    String[] planes = new String[34];
    for (int plane = 0; plane <= 16; plane++) {
      for (int i = 0; i < 2; i++) {
        String last = Character.toString((plane << 16) | 0xFFFE | i);
        planes[plane * 2 + i] = io.reactivesockets.websocket.codec.Bytes.hex(utf8(last));
      }
    }
    good("6.22.", planes);
    good("6.23.", "efbfb9", "efbfba", "efbfbb", "efbfbc", "efbfbd", "efbfbe", "efbfbf");
    // Every beginning of a text is good as far as it is whole characters, else bad when it ends.
    for (int end = 1; end < GREEK.length; end++) {
      byte[] start = Arrays.copyOf(GREEK, end);
      boolean whole =
          new String(start, java.nio.charset.StandardCharsets.UTF_8).indexOf('\uFFFD') < 0;
      add("6.6." + end, whole ? echo(TEXT, start) : violation(INVALID_DATA, TEXT, start));
    }
    bad("6.8.", "f888808080", "fc8480808080");
    bad("6.10.", "f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf");
    bad("6.12.", "f4908080", "f7bfbfbf", "f8", "fc", "fe", "ff", "fefeffff");
    bad(
        "6.13.",
        "80",
        "bf",
        "80bf",
        "80bf80",
        "80bf80bf",
        "80bf80bf80",
        "80bf80bf80bf",
        "8081fe",
        "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
            + "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf");
    bad(
        "6.14.",
        "c020c120c220c320",
        "e020e120e220e320",
        "f020f120f220f320",
        "f820f920fa20",
        "fc20fd20");
    bad(
        "6.15.",
        "c0",
        "e080",
        "f08080",
        "f8808080",
        "fc80808080",
        "df",
        "efbf",
        "f7bfbf",
        "fbbfbfbf",
        "fdbfbfbfbf",
        "c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf");
    bad("6.16.", "fe", "ff", "fefeffff");
    bad("6.17.", "c0af", "e080af", "f08080af", "f8808080af", "fc80808080af");
    bad("6.18.", "c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf");
    bad("6.19.", "c080", "e08080", "f0808080", "f880808080", "fc8080808080");
    bad("6.20.", "eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf");
    bad(
        "6.21.",
        "eda080edb080",
        "eda080edbfbf",
        "edadbfedb080",
        "edadbfedbfbf",
        "edae80edb080",
        "edae80edbfbf",
        "edafbfedb080",
        "edafbfedbfbf");
  }

  private void good(String family, String... texts) {
    for (int i = 0; i < texts.length; i++) {
      byte[] text = hex(texts[i]);
      add(family + (i + 1), echo(TEXT, text));
    }
  }

  private void bad(String family, String... texts) {
    for (int i = 0; i < texts.length; i++) {
      add(family + (i + 1), violation(INVALID_DATA, TEXT, hex(texts[i])));
    }
  }

  private void closing() {
    add("7.1.1", echo(TEXT, utf8("Hello World!")));
    add(
        "7.1.2",
        (wire, endpoint) -> {
          wire.speak(Wire.Manner.AT_ONCE).say(CLOSE, hex(NORMAL)).say(CLOSE, hex(NORMAL));
          endpoint.isAnswered(NORMAL);
        });
    add(
        "7.1.3",
        (wire, endpoint) -> {
          wire.speak(Wire.Manner.AT_ONCE).say(CLOSE, hex(NORMAL)).say(PING, NOTHING);
          endpoint.isAnswered(NORMAL);
        });
    add(
        "7.1.4",
        (wire, endpoint) -> {
          wire.speak(Wire.Manner.AT_ONCE).say(CLOSE, hex(NORMAL)).say(TEXT, HELLO);
          endpoint.isAnswered(NORMAL);
        });
    add(
        "7.1.5",
        (wire, endpoint) -> {
          wire.speak(Wire.Manner.AT_ONCE);
          wire.say(0x01, ONE).say(CLOSE, hex(NORMAL)).say(FIN, TWO);
          endpoint.isAnswered(NORMAL);
        });
    add(
        "7.1.6",
        (wire, endpoint) -> {
          byte[] long1 = utf8("BAsd7&jh23".repeat(26_214));
          wire.say(TEXT, long1).say(TEXT, HELLO).say(CLOSE, hex(NORMAL)).say(PING, NOTHING);
          // We lose nothing that came before the close frame, which is more than has to be.
          endpoint.echoes(TEXT, long1);
          endpoint.echoes(TEXT, HELLO);
          endpoint.isAnswered(NORMAL);
        });
    add("7.3.1", (wire, endpoint) -> endpoint.closes("", ""));
    add("7.3.2", (wire, endpoint) -> endpoint.closes("03", PROTOCOL_ERROR));
    add("7.3.3", (wire, endpoint) -> endpoint.closes(NORMAL, NORMAL));
    add("7.3.4", (wire, endpoint) -> endpoint.closes(NORMAL + "48656c6c6f", NORMAL));
    add("7.3.5", (wire, endpoint) -> endpoint.closes(NORMAL + "2a".repeat(123), NORMAL));
    add("7.3.6", (wire, endpoint) -> endpoint.closes(NORMAL + "2a".repeat(124), PROTOCOL_ERROR));
    add(
        "7.5.1",
        (wire, endpoint) ->
            endpoint.closes(NORMAL + "cebae1bdb9cf83cebcceb5eda080656469746564", INVALID_DATA));
  }

  private void closeCodes() {
    int[] good = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999};
    for (int i = 0; i < good.length; i++) {
      String code = "%04x".formatted(good[i]);
      add("7.7." + (i + 1), (wire, endpoint) -> endpoint.closes(code, code));
    }
    int[] bad = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999};
    for (int i = 0; i < bad.length; i++) {
      String code = "%04x".formatted(bad[i]);
      add("7.9." + (i + 1), (wire, endpoint) -> endpoint.closes(code, PROTOCOL_ERROR));
    }
    add("7.13.1", (wire, endpoint) -> endpoint.closes("%04x".formatted(5000), PROTOCOL_ERROR));
    add("7.13.2", (wire, endpoint) -> endpoint.closes("%04x".formatted(65_535), PROTOCOL_ERROR));
  }

  /** What the RFC forbids and the suite does not try. */
  private void beyondTheSuite() {
    for (int bits = 0x10; bits <= 0x70; bits += 0x10) {
      for (int first : new int[] {TEXT, BINARY, PING, PONG, CLOSE, 0x01}) {
        add("RSV %02x".formatted(first | bits), violation(PROTOCOL_ERROR, first | bits, NOTHING));
      }
    }
    add("length with the top bit", head("82ff8000000000000000"));
    add("length of 125 in 16 bits", head("82fe007d"));
    add("length of 65535 in 64 bits", head("82ff000000000000ffff"));
    add(
        "mask on the wrong side",
        (wire, endpoint) -> {
          wire.sayBytes(wire.isClient() ? hex("8100") : hex("818000000000"));
          endpoint.fails(PROTOCOL_ERROR);
        });
    for (int code : new int[] {1012, 1013, 1014}) {
      String wireCode = "%04x".formatted(code);
      add("close with " + code, (wire, endpoint) -> endpoint.closes(wireCode, wireCode));
    }
    add(
        "close with 1015",
        (wire, endpoint) -> endpoint.closes("%04x".formatted(1015), PROTOCOL_ERROR));
  }

  private static Script head(String bytes) {
    return (wire, endpoint) -> {
      byte[] head = hex(bytes);
      if (!wire.isClient()) {
        head[1] &= 0x7F;
      }
      wire.sayBytes(head);
      endpoint.fails(PROTOCOL_ERROR);
    };
  }

  private void large() {
    int[] sizes = {65_536, 262_144, MEBI, 4 * MEBI, 8 * MEBI, 16 * MEBI};
    int[] pieces = {64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, MEBI, 4 * MEBI};
    int[] chops = {64, 128, 256, 512, 1_024, 2_048};
    for (int kind = 0; kind < 2; kind++) {
      int first = kind == 0 ? TEXT : BINARY;
      for (int i = 0; i < sizes.length; i++) {
        int size = sizes[i];
        add("9.%d.%d".formatted(1 + kind, i + 1), weight(size), large(first, size, size));
      }
      for (int i = 0; i < pieces.length; i++) {
        Script script = large(first, 4 * MEBI, pieces[i]);
        add("9.%d.%d".formatted(3 + kind, i + 1), Weight.HEAVY, script);
      }
      for (int i = 0; i < chops.length; i++) {
        int chop = chops[i];
        add(
            "9.%d.%d".formatted(5 + kind, i + 1),
            i < 4 ? Weight.HEAVY : Weight.MEDIUM,
            (wire, endpoint) -> {
              byte[] payload = payload(first, MEBI);
              wire.sayChopped(wire.frame(first, payload), chop);
              endpoint.echoes(first, payload);
              endpoint.closes();
            });
      }
    }
    add(
        "10.1.1",
        (wire, endpoint) -> {
          byte[] payload = utf8("*".repeat(65_536));
          wire.sayMessage(TEXT, payload, 1_300);
          endpoint.echoes(TEXT, payload);
          endpoint.closes();
        });
  }

  private static Weight weight(int size) {
    return size < MEBI ? Weight.LIGHT : size == MEBI ? Weight.MEDIUM : Weight.HEAVY;
  }

  private static byte[] payload(int first, int size) {
    return first == TEXT
        ? Arrays.copyOf(utf8("BAsd7&jh23".repeat(size / 10 + 1)), size)
        : random(size, size);
  }

  private static Script large(int first, int size, int fragment) {
    return (wire, endpoint) -> {
      byte[] payload = payload(first, size);
      wire.speak(Wire.Manner.AS_SAID).sayMessage(first, payload, fragment);
      endpoint.echoes(first, payload);
      endpoint.closes();
    };
  }

  private void roundTrips() {
    int[] sizes = {0, 16, 64, 256, 1_024, 4_096};
    for (int kind = 0; kind < 2; kind++) {
      int first = kind == 0 ? TEXT : BINARY;
      for (int i = 0; i < sizes.length; i++) {
        byte[] payload = payload(first, sizes[i]);
        add(
            "9.%d.%d".formatted(7 + kind, i + 1),
            Weight.MEDIUM,
            (wire, endpoint) -> roundTrips(wire, endpoint, first, payload));
      }
    }
  }

  private static void roundTrips(Wire wire, Examiner endpoint, int first, byte[] payload)
      throws IOException {
    wire.speak(Wire.Manner.AS_SAID);
    for (int round = 0; round < 1_000; round++) {
      wire.say(first, payload);
      endpoint.echoes(first, payload);
    }
    endpoint.closes();
  }
}
