package io.reactivesockets.websocket.codec;

import io.netty.util.concurrent.FastThreadLocal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Masking keys that cannot be foretold (RFC 6455 sections 5.3 and 10.3), one generator for each
 * thread.
 *
 * <p>A generator is AES-128 in counter mode. It makes a block of key stream at once, so that a mask
 * costs a few nanoseconds, and takes the first bytes of each block as the key of the next: whoever
 * reads the memory of a process learns no mask from blocks before. Generators are seeded from one
 * root, which {@link SecureRandom} seeded when this class was loaded; an event loop never waits for
 * the system's entropy.
 */
public final class MaskSource {

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int KEY_BYTES = 16;
  private static final int SEED_BYTES = 2 * KEY_BYTES;
  private static final int BLOCK_BYTES = 4096;
  private static final byte[] ZEROS = new byte[BLOCK_BYTES];

  private static final MaskSource ROOT = new MaskSource(entropy());

  private static final FastThreadLocal<MaskSource> CURRENT =
      new FastThreadLocal<>() {
        @Override
        protected MaskSource initialValue() {
          return new MaskSource(ROOT.seed());
        }
      };

  private final Cipher cipher;
  private final byte[] block = new byte[BLOCK_BYTES];
  private int position;

  private MaskSource(byte[] seed) {
    try {
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks AES in counter mode", e);
    }
    refill(seed);
  }

  private static byte[] entropy() {
    byte[] seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    return seed;
  }

  /** Has the root seeded, so that no event loop has to: reading entropy may block. */
  public static void prepare() {
    // Loading the class has done it.
  }

  /** Returns bytes that cannot be foretold, for the key of an opening handshake. */
  public static byte[] nonce(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i += Integer.BYTES) {
      INTS.set(bytes, i, current().next());
    }
    return bytes;
  }

  /** Returns the generator of the thread that calls. */
  static MaskSource current() {
    return CURRENT.get();
  }

  /** Returns the next masking key. */
  int next() {
    if (position == BLOCK_BYTES) {
      refill(block);
    }
    int key = (int) INTS.get(block, position);
    position += Integer.BYTES;
    return key;
  }

  private synchronized byte[] seed() {
    byte[] seed = new byte[SEED_BYTES];
    for (int i = 0; i < SEED_BYTES; i += Integer.BYTES) {
      INTS.set(seed, i, next());
    }
    return seed;
  }

  /** Makes a new block; the first bytes of {@code seed} are the key and the counter. */
  private void refill(byte[] seed) {
    try {
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(seed, 0, KEY_BYTES, "AES"),
          new IvParameterSpec(seed, KEY_BYTES, KEY_BYTES));
      cipher.doFinal(ZEROS, 0, BLOCK_BYTES, block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES in counter mode failed", e);
    }
    position = SEED_BYTES;
  }
}
