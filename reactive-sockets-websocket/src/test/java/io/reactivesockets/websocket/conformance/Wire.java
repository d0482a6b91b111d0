package io.reactivesockets.websocket.conformance;

import static io.reactivesockets.websocket.codec.Bytes.concat;

import io.reactivesockets.websocket.codec.Bytes;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.DataFormatException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a WebSocket, over a blocking socket: sends just what it is told to, right or
 * wrong, and holds each frame that it hears to the letter of the RFC.
 */
final class Wire implements AutoCloseable {

  static final int TEXT = 0x81;
  static final int BINARY = 0x82;
  static final int CLOSE = 0x88;
  static final int PING = 0x89;
  static final int PONG = 0x8A;
  static final int FIN = 0x80;
  static final byte[] NOTHING = {};

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final int RSV1 = 0x40;
  private static final int PATIENCE_MILLIS = 60_000;

  /** How bytes get into the kernel: as they are said, all that is said at once, or one by one. */
  enum Manner {
    AS_SAID,
    AT_ONCE,
    BYTE_BY_BYTE
  }

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;
  private final boolean client;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();
  private int opening;
  private Manner manner = Manner.AS_SAID;
  private @Nullable PeerDeflate deflate;
  private String path = "";
  private volatile boolean broken;
  private volatile boolean givenUp;

  private Wire(Socket socket, boolean client) throws IOException {
    this.socket = socket;
    this.client = client;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 65_536));
  }

  /** Opens a WebSocket as a client, with what is to be offered as extensions, if anything. */
  static Wire client(Socket socket, String path, String offer) throws IOException {
    Wire wire = new Wire(socket, true);
    wire.writeHead(
        "GET " + path + " HTTP/1.1",
        "Host: 127.0.0.1:" + socket.getPort(),
        "Upgrade: websocket",
        "Connection: keep-alive, Upgrade",
        "Sec-WebSocket-Key: " + KEY,
        "Sec-WebSocket-Version: 13",
        offer.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + offer);
    String head = wire.readHead();
    if (!head.startsWith("HTTP/1.1 101 ")
        || !header(head, "Sec-WebSocket-Accept").equals(acceptOf(KEY))) {
      throw new IOException("refused: " + head);
    }
    wire.agreeOn(header(head, "Sec-WebSocket-Extensions"));
    return wire;
  }

  /** What a server answers to an offer of extensions at a path; empty for nothing. */
  interface Choice {
    String of(String path, String offer);
  }

  /** Takes the opening handshake of a client. */
  static Wire server(Socket socket, Choice choice) throws IOException {
    Wire wire = new Wire(socket, false);
    String head = wire.readHead();
    wire.path = head.split(" ", 3)[1];
    String answer = choice.of(wire.path, header(head, "Sec-WebSocket-Extensions"));
    wire.writeHead(
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Accept: " + acceptOf(header(head, "Sec-WebSocket-Key")),
        answer.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + answer);
    wire.agreeOn(answer);
    return wire;
  }

  /** Returns what the client asked for. */
  String path() {
    return path;
  }

  private void agreeOn(String extensions) {
    if (!extensions.isEmpty()) {
      boolean serverForgets = extensions.contains("server_no_context_takeover");
      boolean clientForgets = extensions.contains("client_no_context_takeover");
      deflate =
          new PeerDeflate(
              client ? clientForgets : serverForgets, client ? serverForgets : clientForgets);
    }
  }

  private void writeHead(String... lines) throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line : lines) {
      if (!line.isEmpty()) {
        head.append(line).append("\r\n");
      }
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  private static String header(String head, String name) {
    for (String line : head.split("\r\n", -1)) {
      if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
        return line.substring(name.length() + 1).trim();
      }
    }
    return "";
  }

  private static String acceptOf(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Has what is said from now on get into the kernel in another way. */
  Wire speak(Manner now) {
    manner = now;
    return this;
  }

  boolean isClient() {
    return client;
  }

  boolean compresses() {
    return deflate != null;
  }

  /** A frame as this end has to send it, masked or not. */
  byte[] frame(int first, byte[] payload) {
    return client ? Bytes.masked(first, payload) : Bytes.frame(first, payload);
  }

  Wire say(int first, byte[] payload) throws IOException {
    return sayBytes(frame(first, payload));
  }

  Wire sayBytes(byte[] bytes) throws IOException {
    switch (manner) {
      case AT_ONCE -> said.write(bytes);
      case AS_SAID -> write(bytes);
      case BYTE_BY_BYTE -> sayChopped(bytes, 1);
    }
    return this;
  }

  /** Says bytes in pieces, each of them a write of its own. */
  void sayChopped(byte[] bytes, int piece) throws IOException {
    for (int at = 0; at < bytes.length; at += piece) {
      write(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
    }
  }

  /** Says a message in fragments, compressed if that was agreed on. */
  void sayMessage(int first, byte[] message, int fragment) throws IOException {
    PeerDeflate zip = deflate;
    byte[] payload = zip == null ? message : zip.compress(message);
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    int at = 0;
    do {
      int end = Math.min(payload.length, at + fragment);
      int opcode = at == 0 ? first & 0x0F | (zip == null ? 0 : RSV1) : 0;
      frames.write(
          frame(opcode | (end == payload.length ? FIN : 0), Arrays.copyOfRange(payload, at, end)));
      at = end;
    } while (at < payload.length);
    sayBytes(frames.toByteArray());
  }

  private void write(byte[] bytes) throws IOException {
    try {
      out.write(bytes);
      out.flush();
    } catch (SocketException | SSLException e) {
      // The endpoint may have seen enough; what it said is still to be read.
      broken = true;
    }
  }

  /** Returns whether the endpoint takes no more. */
  boolean isBroken() {
    return broken;
  }

  /** Gives up on an endpoint that reads no more; from any thread. */
  void giveUp() throws IOException {
    givenUp = true;
    socket.close();
  }

  boolean isGivenUp() {
    return givenUp;
  }

  /** Ends the connection by a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Returns what the endpoint says next: a whole message, a control frame, or the end. */
  Heard hear() throws IOException {
    if (said.size() > 0) {
      byte[] all = said.toByteArray();
      said.reset();
      write(all);
    }
    try {
      return hearMessage();
    } catch (EOFException | SocketException | SSLException e) {
      return Heard.END;
    }
  }

  private Heard hearMessage() throws IOException {
    while (true) {
      int first = in.readUnsignedByte();
      int second = in.readUnsignedByte();
      byte[] payload = readPayload(first, second);
      int opcode = first & 0x0F;
      if (opcode >= 8) {
        check(
            (first & 0xF0) == FIN && payload.length < 126, "a broken control frame", first, second);
        return Heard.of(opcode == 8 ? "close" : opcode == 9 ? "ping" : "pong", payload);
      }
      if (opcode != 0) {
        check(opening == 0 && opcode < 3, "a message within another", first, second);
        check((first & 0x30) == 0, "reserved bits", first, second);
        check((first & RSV1) == 0 || deflate != null, "compressed though not agreed on", first, 0);
        opening = first;
      } else {
        check(opening != 0 && (first & 0x70) == 0, "a stray continuation", first, second);
      }
      fragments.write(payload);
      if ((first & FIN) != 0) {
        return message();
      }
    }
  }

  private byte[] readPayload(int first, int second) throws IOException {
    check((second & 0x80) != 0 != client, "a mask on the wrong side", first, second);
    long length = second & 0x7F;
    if (length == 126) {
      length = in.readUnsignedShort();
      check(length > 125, "not the shortest length", first, second);
    } else if (length == 127) {
      length = in.readLong();
      check(length > 65_535, "not the shortest length", first, second);
    }
    byte[] mask = new byte[4];
    if (!client) {
      in.readFully(mask);
    }
    byte[] payload = new byte[Math.toIntExact(length)];
    in.readFully(payload);
    if (!client) {
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i % 4];
      }
    }
    return payload;
  }

  private Heard message() {
    int first = opening;
    opening = 0;
    byte[] payload = fragments.toByteArray();
    fragments.reset();
    PeerDeflate zip = deflate;
    if (zip != null && (first & RSV1) != 0) {
      try {
        payload = zip.expand(payload);
      } catch (DataFormatException e) {
        throw new AssertionError("the endpoint's compressed message is damaged", e);
      }
    }
    return Heard.of((first & 0x0F) == 1 ? "text" : "binary", payload);
  }

  private static void check(boolean holds, String what, int first, int second) {
    if (!holds) {
      throw new AssertionError("the endpoint sent %s: %02x %02x".formatted(what, first, second));
    }
  }

  /** Stops speaking; the endpoint still may. */
  void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    if (deflate != null) {
      deflate.close();
    }
    socket.close();
  }

  /** Payloads one behind the other. */
  static byte[] join(byte[]... parts) {
    return concat(parts);
  }
}
