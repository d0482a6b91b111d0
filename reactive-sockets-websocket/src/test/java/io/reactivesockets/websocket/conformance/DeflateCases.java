package io.reactivesockets.websocket.conformance;

import static io.reactivesockets.websocket.conformance.Wire.BINARY;
import static io.reactivesockets.websocket.conformance.Wire.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.websocket.conformance.Case.Weight;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Compressed messages there and back: kinds of data, sizes, fragments, and ways to agree. */
final class DeflateCases {

  private static final int[][] SIZES = {
    {16, 0},
    {64, 0},
    {256, 0},
    {1_024, 0},
    {4_096, 0},
    {8_192, 0},
    {16_384, 0},
    {32_768, 0},
    {65_536, 0},
    {131_072, 0},
    {8_192, 256},
    {16_384, 256},
    {32_768, 256},
    {65_536, 256},
    {131_072, 256},
    {131_072, 1_024},
    {131_072, 4_096},
    {131_072, 32_768},
  };

  private static final String NAME = "permessage-deflate";
  private static final String HINTS = "; client_no_context_takeover; client_max_window_bits";

  private final int messages;
  private final List<Case> cases = new ArrayList<>();

  private DeflateCases(int messages) {
    this.messages = messages;
  }

  /** Returns the cases, with that many messages in each. */
  static List<Case> all(int messages) {
    DeflateCases all = new DeflateCases(messages);
    all.kindsOfData();
    all.waysToAgree();
    return all.cases;
  }

  private void kindsOfData() {
    byte[][] data = {
      prose(300_000), picture(262_144), noise(800_000), json(400_000), html(260_000)
    };
    for (int kind = 0; kind < data.length; kind++) {
      for (int i = 0; i < SIZES.length; i++) {
        String id = "12.%d.%d".formatted(kind + 1, i + 1);
        add(
            id,
            NAME + HINTS,
            (path, offer) -> NAME,
            data[kind],
            kind < 3 ? BINARY : TEXT,
            SIZES[i]);
      }
    }
  }

  private void waysToAgree() {
    // What a fuzzing client offers, and what a fuzzing server answers to our offer.
    String[][] ways = {
      {HINTS, ""},
      {"; server_no_context_takeover" + HINTS, "; client_no_context_takeover"},
      {"; server_max_window_bits=9" + HINTS, "; client_max_window_bits=9"},
      {"; server_max_window_bits=15" + HINTS, "; client_max_window_bits=15"},
      {
        "; server_no_context_takeover; server_max_window_bits=8" + HINTS,
        "; client_no_context_takeover; client_max_window_bits=8"
      },
      {
        "; server_no_context_takeover; server_max_window_bits=15" + HINTS,
        "; client_no_context_takeover; client_max_window_bits=15"
      },
      {
        "; server_no_context_takeover; server_max_window_bits=8"
            + HINTS
            + ", permessage-deflate; server_no_context_takeover"
            + HINTS
            + ", permessage-deflate",
        "; client_no_context_takeover; client_max_window_bits=8"
      },
    };
    byte[] data = json(400_000);
    for (int way = 0; way < ways.length; way++) {
      String[] words = ways[way];
      for (int i = 0; i < SIZES.length; i++) {
        String id = "13.%d.%d".formatted(way + 1, i + 1);
        add(
            id,
            NAME + words[0],
            (path, offer) -> {
              // A server may only ask for what the client lets it ask for.
              assertThat(offer).contains("client_max_window_bits");
              return NAME + words[1];
            },
            data,
            TEXT,
            SIZES[i]);
      }
    }
  }

  private void add(
      String id, String offer, Wire.Choice choice, byte[] data, int first, int[] size) {
    Weight weight =
        (long) size[0] * messages < 2 << 20 && size[1] == 0
            ? Weight.LIGHT
            : (long) size[0] * messages < 8 << 20 ? Weight.MEDIUM : Weight.HEAVY;
    Wire.Choice mirrored =
        (path, ours) ->
            choice.of(path, ours)
                + (ours.contains("server_no_context_takeover")
                    ? "; server_no_context_takeover"
                    : "");
    cases.add(
        new Case(
            id,
            weight,
            offer,
            mirrored,
            (wire, endpoint) -> play(wire, endpoint, data, first, size)));
  }

  private void play(Wire wire, Examiner endpoint, byte[] data, int first, int[] size)
      throws IOException {
    assertThat(wire.compresses()).as("agreed on").isTrue();
    wire.speak(Wire.Manner.AS_SAID);
    int at = 0;
    for (int round = 0; round < messages; round++) {
      byte[] message = new byte[size[0]];
      for (int i = 0; i < message.length; i++) {
        message[i] = data[(at + i) % data.length];
      }
      at = (at + message.length) % data.length;
      wire.sayMessage(first, message, size[1] == 0 ? Integer.MAX_VALUE >> 1 : size[1]);
      endpoint.echoes(first, message);
    }
    endpoint.closes();
  }

  private static byte[] prose(int size) {
    String[] words =
        "habe nun ach philosophie juristerei und medizin durchaus studiert mit heissem bemuehn"
            .split(" ", -1);
    return text(size, random -> words[random.nextInt(words.length)] + " ");
  }

  private static byte[] json(int size) {
    return text(
        size,
        random ->
            "{\"id\":%d,\"name\":\"n%d\",\"tags\":[\"a\",\"b\"],\"on\":%b},\n"
                .formatted(random.nextInt(), random.nextInt(100), random.nextBoolean()));
  }

  private static byte[] html(int size) {
    return text(
        size,
        random ->
            "<tr><td class=\"c%d\">%d</td><td>row</td></tr>\n"
                .formatted(random.nextInt(5), random.nextInt(100_000)));
  }

  private interface Piece {
    String next(Random random);
  }

  private static byte[] text(int size, Piece piece) {
    Random random = new Random(size);
    StringBuilder text = new StringBuilder(size + 100);
    while (text.length() < size) {
      text.append(piece.next(random));
    }
    return Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), size);
  }

  private static byte[] picture(int size) {
    Random random = new Random(size);
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (128 + 90 * Math.sin(i / 97.0) + random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
