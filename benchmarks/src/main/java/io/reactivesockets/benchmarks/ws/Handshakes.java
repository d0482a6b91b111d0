package io.reactivesockets.benchmarks.ws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The opening handshake of the load generator, on either end. */
final class Handshakes {

  private static final String EXTENSION = "permessage-deflate";
  private static final String END = "\r\n\r\n";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final Pattern KEY = Pattern.compile("(?im)^sec-websocket-key:\\s*(\\S+)\\s*$");
  private static final int MAX_HEAD = 16_384;

  private Handshakes() {}

  /** Asks a server, and insists on compression if it is asked for. */
  static void ask(SocketChannel channel, int port, boolean compressed) throws IOException {
    String request =
        "GET / HTTP/1.1\r\nHost: localhost:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + (compressed ? "Sec-WebSocket-Extensions: " + EXTENSION + "\r\n" : "")
            + "\r\n";
    write(channel, request);
    String answer = readHead(channel);
    if (!answer.startsWith("HTTP/1.1 101")) {
      throw new IOException("the server refused: " + answer);
    }
    if (answer.contains(EXTENSION) != compressed) {
      throw new IOException("the server did not agree on compression as it was to: " + answer);
    }
  }

  /** Answers a client; without compression. */
  static void answer(SocketChannel channel) throws IOException {
    String request = readHead(channel);
    Matcher key = KEY.matcher(request);
    if (!key.find()) {
      throw new IOException("a client asked for something else: " + request);
    }
    write(
        channel,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(key.group(1))
            + END);
  }

  private static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(ISO_8859_1)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(SocketChannel channel, String head) throws IOException {
    ByteBuffer bytes = ISO_8859_1.encode(head);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Reads a head; the other side says nothing more before we do. */
  private static String readHead(SocketChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_HEAD);
    while (true) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("closed within the opening handshake");
      }
      String head = new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
      if (head.endsWith(END)) {
        return head;
      }
    }
  }
}
