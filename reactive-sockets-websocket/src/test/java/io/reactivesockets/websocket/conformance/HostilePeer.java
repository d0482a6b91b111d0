package io.reactivesockets.websocket.conformance;

import static io.reactivesockets.websocket.codec.Bytes.hex;
import static io.reactivesockets.websocket.codec.Bytes.utf8;
import static io.reactivesockets.websocket.conformance.Wire.BINARY;
import static io.reactivesockets.websocket.conformance.Wire.CLOSE;
import static io.reactivesockets.websocket.conformance.Wire.FIN;
import static io.reactivesockets.websocket.conformance.Wire.NOTHING;
import static io.reactivesockets.websocket.conformance.Wire.PING;
import static io.reactivesockets.websocket.conformance.Wire.PONG;
import static io.reactivesockets.websocket.conformance.Wire.TEXT;

import io.reactivesockets.error.SocketErrorStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The zoo: peers that mean no good once a WebSocket is open, and how each must end. They talk to an
 * endpoint that takes what comes, or to one whose application never looks.
 */
enum HostilePeer {
  LENGTH_WITH_TOP_BIT(1002, SocketErrorStatus.PROTOCOL_VIOLATION) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.sayBytes(head(wire, "82ff8000000000000000"));
    }
  },
  LENGTH_NOT_SHORTEST_IN_16_BITS(1002, SocketErrorStatus.PROTOCOL_VIOLATION) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.sayBytes(head(wire, "82fe0005"));
    }
  },
  LENGTH_NOT_SHORTEST_IN_64_BITS(1002, SocketErrorStatus.PROTOCOL_VIOLATION) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.sayBytes(head(wire, "82ff000000000000ffff"));
    }
  },
  LENGTH_BEYOND_ALL_MEMORY(1009, SocketErrorStatus.FRAME_TOO_LONG) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.sayBytes(head(wire, "82ff7fffffffffffffff")).sayBytes(new byte[4]);
    }
  },
  MASK_ON_THE_WRONG_SIDE(1002, SocketErrorStatus.PROTOCOL_VIOLATION) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.sayBytes(wire.isClient() ? hex("810161") : hex("818100000000 61"));
    }
  },
  ENDLESS_MESSAGE(1009, SocketErrorStatus.FRAME_TOO_LONG) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.say(0x02, new byte[10_000]);
      for (int i = 0; i < 2_000 && !wire.isBroken(); i++) {
        wire.say(0x00, new byte[10_000]);
      }
    }
  },
  ENDLESS_FRAGMENTS_OF_A_BYTE(1009, SocketErrorStatus.FRAME_TOO_LONG) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.say(0x02, new byte[1]);
      flood(wire, wire.frame(0x00, new byte[1]), 1_000);
    }
  },
  FLOOD_OF_EMPTY_FRAGMENTS(1009, SocketErrorStatus.FRAME_TOO_LONG) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.say(0x01, NOTHING);
      flood(wire, wire.frame(0x00, NOTHING), 1_000);
    }
  },
  FLOOD_OF_EMPTY_MESSAGES(0, null) {
    @Override
    void attack(Wire wire) throws IOException {
      flood(wire, wire.frame(TEXT, NOTHING), 3_000);
      leave(wire);
    }
  },
  FLOOD_OF_PINGS(0, null) {
    @Override
    void attack(Wire wire) throws IOException {
      flood(wire, wire.frame(PING, new byte[125]), 100);
      leave(wire);
    }
  },
  FLOOD_OF_PINGS_WITHOUT_READING_A_PONG(0, null) {
    @Override
    void attack(Wire wire) throws IOException {
      flood(wire, wire.frame(PING, new byte[125]), 500);
      leave(wire);
    }
  },
  FLOOD_OF_PONGS(0, null) {
    @Override
    void attack(Wire wire) throws IOException {
      flood(wire, wire.frame(PONG, new byte[8]), 1_000);
      leave(wire);
    }
  },
  DEFLATE_BOMB(1009, SocketErrorStatus.FRAME_TOO_LONG) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.sayMessage(BINARY, new byte[64 << 20], Integer.MAX_VALUE >> 1);
    }
  },
  DEFLATE_BOMB_IN_FRAGMENTS(1009, SocketErrorStatus.FRAME_TOO_LONG) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.sayMessage(BINARY, new byte[64 << 20], 100);
    }
  },
  DAMAGED_DEFLATE(1007, SocketErrorStatus.PROTOCOL_VIOLATION) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.say(BINARY | 0x40, hex("ffffffffffff"));
    }
  },
  COMPRESSED_CONTINUATION(1002, SocketErrorStatus.PROTOCOL_VIOLATION) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.say(0x41, hex("f2")).say(FIN | 0x40, hex("48cdc9c90700"));
    }
  },
  COMPRESSED_PING(1002, SocketErrorStatus.PROTOCOL_VIOLATION) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.say(PING | 0x40, hex("f248cdc9c90700"));
    }
  },
  TEXT_THAT_IS_NONE(1007, SocketErrorStatus.PROTOCOL_VIOLATION) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.say(0x01, utf8("so far so good")).say(0x00, hex("ff"));
    }
  },
  CLOSE_WITH_A_CODE_OF_NOBODY(1002, SocketErrorStatus.PROTOCOL_VIOLATION) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.say(CLOSE, hex("03ee"));
    }
  },
  VIOLATION_AND_STILL_TALKING(1002, SocketErrorStatus.PROTOCOL_VIOLATION) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.say(0x83, NOTHING);
      flood(wire, wire.frame(BINARY, new byte[1_000]), 1_000);
    }
  },
  CLOSE_AND_STILL_TALKING(1000, null) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.say(CLOSE, hex("03e8"));
      flood(wire, wire.frame(BINARY, new byte[1_000]), 1_000);
    }
  },
  SILENT_AFTER_101(0, SocketErrorStatus.PEER_UNRESPONSIVE) {
    @Override
    void attack(Wire wire) throws IOException {
      // The endpoint asks whether anybody is there, and hears nothing.
      while (!wire.hear().equals(Heard.END)) {
        wire.isBroken();
      }
    }
  },
  GONE_WITHIN_A_FRAME(0, SocketErrorStatus.UNEXPECTED_END_OF_STREAM) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.sayBytes(java.util.Arrays.copyOf(wire.frame(TEXT, new byte[1_000]), 500));
      wire.shutdownOutput();
    }
  },
  GONE_BETWEEN_FRAGMENTS(0, SocketErrorStatus.UNEXPECTED_END_OF_STREAM) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.say(0x01, utf8("more to"));
      wire.shutdownOutput();
    }
  },
  RESET_WITHIN_A_FRAME(0, SocketErrorStatus.CONNECTION_RESET_BY_PEER) {
    @Override
    void attack(Wire wire) throws IOException {
      wire.sayBytes(java.util.Arrays.copyOf(wire.frame(TEXT, new byte[1_000]), 500));
      wire.reset();
    }
  };

  /** The code of the close frame that the endpoint sends; 0 for any or none. */
  final int code;

  /** What the endpoint's application is told; null if it ends in good order. */
  final @Nullable SocketErrorStatus status;

  HostilePeer(int code, @Nullable SocketErrorStatus status) {
    this.code = code;
    this.status = status;
  }

  /** Does its worst; returns when it has, or when the endpoint has had enough. */
  abstract void attack(Wire wire) throws IOException;

  private static byte[] head(Wire wire, String bytes) {
    byte[] head = hex(bytes);
    if (!wire.isClient()) {
      head[1] &= 0x7F;
    }
    return head;
  }

  /** The same frame, a hundred in each write. */
  private static void flood(Wire wire, byte[] frame, int writes) throws IOException {
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < 100; i++) {
      many.write(frame);
    }
    byte[] hundred = many.toByteArray();
    for (int i = 0; i < writes && !wire.isBroken(); i++) {
      wire.sayBytes(hundred);
    }
  }

  private static void leave(Wire wire) throws IOException {
    wire.say(CLOSE, hex("03e8"));
    Heard heard = wire.hear();
    while (!heard.equals(Heard.END)) {
      if (heard.what().equals("close")) {
        wire.shutdownOutput(); // A client waits for its server to end the connection.
      }
      heard = wire.hear();
    }
  }
}
