package io.reactivesockets.samples.rsock.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.reactivesockets.framing.ByteDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The extended operation of LDAP that starts TLS: takes the response and tells its result. */
final class LdapStartTls implements ByteDecoder<Integer> {

  private static final String START_TLS = "1.3.6.1.4.1.1466.20037";
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;
  private static final int ENUMERATED = 0x0a;
  private static final int EXTENDED_REQUEST = 0x77;
  private static final int EXTENDED_RESPONSE = 0x78;
  private static final int REQUEST_NAME = 0x80;
  private static final int LONG_FORM = 0x80;
  private static final int MAX_LENGTH_BYTES = 3;

  /** Result when the answer is no response to this request. */
  private static final int PROTOCOL_ERROR = 2;

  /** Returns the request, with message id 1. */
  static ByteBuffer request() {
    byte[] name = element(REQUEST_NAME, START_TLS.getBytes(US_ASCII));
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(element(INTEGER, new byte[] {1}));
    message.writeBytes(element(EXTENDED_REQUEST, name));
    return ByteBuffer.wrap(element(SEQUENCE, message.toByteArray()));
  }

  private static byte[] element(int tag, byte[] content) {
    return ByteBuffer.allocate(2 + content.length)
        .put((byte) tag)
        .put((byte) content.length)
        .put(content)
        .array();
  }

  @Override
  public @Nullable Integer decode(ByteBuffer input, boolean endOfInput) {
    ByteBuffer message = input.slice();
    ByteBuffer content;
    try {
      content = content(message, SEQUENCE);
    } catch (BufferUnderflowException incomplete) {
      return null;
    }
    if (content == null) {
      input.position(input.limit());
      return PROTOCOL_ERROR;
    }
    input.position(input.position() + message.position());
    try {
      return result(content);
    } catch (BufferUnderflowException elementLongerThanTheMessage) {
      return PROTOCOL_ERROR;
    }
  }

  private static int result(ByteBuffer message) {
    content(message, INTEGER);
    ByteBuffer response = content(message, EXTENDED_RESPONSE);
    ByteBuffer result = response == null ? null : content(response, ENUMERATED);
    return result == null || result.remaining() != 1 ? PROTOCOL_ERROR : result.get();
  }

  /** Takes an element off and returns what is in it; null if it is another one. */
  private static @Nullable ByteBuffer content(ByteBuffer from, int tag) {
    if ((from.get() & 0xff) != tag) {
      return null;
    }
    int length = from.get() & 0xff;
    if (length >= LONG_FORM) {
      int bytes = length - LONG_FORM;
      if (bytes > MAX_LENGTH_BYTES) {
        return null;
      }
      length = 0;
      for (int i = 0; i < bytes; i++) {
        length = length << Byte.SIZE | (from.get() & 0xff);
      }
    }
    if (length > from.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer content = from.slice().limit(length);
    from.position(from.position() + length);
    return content;
  }
}
