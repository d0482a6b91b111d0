package io.reactivesockets.websocket;

import io.reactivesockets.testing.FuzzTarget;
import io.reactivesockets.websocket.codec.Bytes;
import io.reactivesockets.websocket.codec.ClosePayloadFuzz;
import io.reactivesockets.websocket.codec.ExtensionsFuzz;
import io.reactivesockets.websocket.codec.FramesFuzz;
import io.reactivesockets.websocket.codec.InflateFuzz;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** All targets in one, for a fuzzer that is to start only once: the first byte says which. */
public final class AllFuzz {

  static final List<FuzzTarget> TARGETS =
      List.of(
          new FuzzTarget(
              FramesFuzz.class,
              FramesFuzz::fuzzerTestOneInput,
              List.of(
                  Bytes.hex("0003 8105 48656c6c6f 890161 8a00 880203e8"),
                  Bytes.hex("0101 8185 37fa213d 7f9f4d5158"),
                  Bytes.hex("0c02 0103 48656c 0000 8002 6c6f"),
                  Bytes.hex("0801 c107 f248cdc9c90700"),
                  Bytes.hex("1005 4103 f248cd 8004 c9c90700"))),
          new FuzzTarget(
              InflateFuzz.class,
              InflateFuzz::fuzzerTestOneInput,
              List.of(Bytes.hex("00 f248cdc9c90700"), Bytes.hex("03 000500faff48656c6c6f00"))),
          new FuzzTarget(
              ClosePayloadFuzz.class,
              ClosePayloadFuzz::fuzzerTestOneInput,
              List.of(Bytes.hex("03e8 676f6f64"), Bytes.hex("1388 e282ac"))),
          new FuzzTarget(
              ExtensionsFuzz.class,
              ExtensionsFuzz::fuzzerTestOneInput,
              List.of(
                  text(" permessage-deflate; client_max_window_bits; server_max_window_bits=10"),
                  text("\0permessage-deflate; server_no_context_takeover, x; y=\"z\""))),
          new FuzzTarget(
              RequestFuzz.class,
              RequestFuzz::fuzzerTestOneInput,
              List.of(
                  text(RawPeer.request(80, "Origin: http://127.0.0.1\r\n")),
                  text(" Sec-WebSocket-Protocol: a, chat\r\nSec-WebSocket-Extensions: x"))),
          new FuzzTarget(
              ResponseFuzz.class,
              ResponseFuzz::fuzzerTestOneInput,
              List.of(
                  text(" Sec-WebSocket-Protocol: chat"),
                  text(" Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=9"),
                  text("HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nabc"),
                  text("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 X\r\nLocation: /\r\n\r\n"))));

  private AllFuzz() {}

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Reads some bytes. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length > 0) {
      TARGETS
          .get(Math.floorMod(data[0], TARGETS.size()))
          .reader()
          .accept(Arrays.copyOfRange(data, 1, data.length));
    }
  }
}
