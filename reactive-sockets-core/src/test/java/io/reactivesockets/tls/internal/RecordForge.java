package io.reactivesockets.tls.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Makes records of TLS 1.3 that no engine would, from a secret (RFC 8446 5.2, 7.1 and 7.2). */
final class RecordForge {
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;
  static final byte[] KEY_UPDATE = {24, 0, 0, 1, 0};
  static final byte[] KEY_UPDATE_REQUESTED = {24, 0, 0, 1, 1};

  private static final int TAG_BYTES = 16;

  private final String hash;
  private final int keyBytes;
  private final ByteArrayOutputStream forged = new ByteArrayOutputStream();

  private byte[] secret;
  private SecretKeySpec key;
  private byte[] nonce;
  private long sequence;

  /**
   * Goes on where an engine left off.
   *
   * @param cipherSuite one with AES in GCM
   * @param secret a traffic secret as logged
   * @param sequence how many records the engine sent with it
   */
  RecordForge(String cipherSuite, String secret, long sequence) {
    this.hash = cipherSuite.endsWith("SHA384") ? "HmacSHA384" : "HmacSHA256";
    this.keyBytes = cipherSuite.contains("AES_256") ? 32 : 16;
    this.secret = HexFormat.of().parseHex(secret);
    this.key = key();
    this.nonce = expanded("iv", 12);
    this.sequence = sequence;
  }

  /** Adds a record; content that ends with a key update is the last one with this key. */
  RecordForge record(int type, byte... content) {
    byte[] inner = Arrays.copyOf(content, content.length + 1);
    inner[content.length] = (byte) type;
    int length = inner.length + TAG_BYTES;
    byte[] header = {APPLICATION_DATA, 3, 3, (byte) (length >> 8), (byte) length};
    byte[] mask = ByteBuffer.allocate(nonce.length).putLong(nonce.length - 8, sequence++).array();
    for (int i = 0; i < mask.length; i++) {
      mask[i] ^= nonce[i];
    }
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG_BYTES, mask));
      cipher.updateAAD(header);
      forged.writeBytes(header);
      forged.writeBytes(cipher.doFinal(inner));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  RecordForge keyUpdate(byte[] message) {
    return record(HANDSHAKE, message).nextKey();
  }

  /** The peer is taken to have new keys now. */
  RecordForge nextKey() {
    secret = expanded("traffic upd", secret.length);
    key = key();
    nonce = expanded("iv", 12);
    sequence = 0;
    return this;
  }

  /** Returns what was added since the last time. */
  byte[] take() {
    byte[] bytes = forged.toByteArray();
    forged.reset();
    return bytes;
  }

  private SecretKeySpec key() {
    return new SecretKeySpec(expanded("key", keyBytes), "AES");
  }

  /** HKDF-Expand-Label without context; one block of the hash is enough for all there is. */
  private byte[] expanded(String name, int length) {
    byte[] label = ("tls13 " + name).getBytes(US_ASCII);
    ByteBuffer info =
        ByteBuffer.allocate(label.length + 5)
            .putShort((short) length)
            .put((byte) label.length)
            .put(label)
            .put((byte) 0)
            .put((byte) 1);
    try {
      Mac mac = Mac.getInstance(hash);
      mac.init(new SecretKeySpec(secret, hash));
      return Arrays.copyOf(mac.doFinal(info.array()), length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
