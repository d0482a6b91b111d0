package io.reactivesockets.tls;

import io.reactivesockets.tls.der.Der;
import io.reactivesockets.tls.der.DerReader;
import io.reactivesockets.tls.der.Pem;
import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads a private key from PEM text: PKCS#8, encrypted or not, PKCS#1 (RSA) and SEC 1 (EC). */
final class PrivateKeys {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
  private static final String PBES2 = "1.2.840.113549.1.5.13";

  private PrivateKeys() {}

  static PrivateKey parse(String pem, char @Nullable [] password, String origin) {
    for (Pem.Block block : Pem.parse(pem)) {
      PKCS8EncodedKeySpec key = pkcs8Of(block, password, origin);
      if (key != null) {
        return decode(key, origin);
      }
    }
    throw new IllegalArgumentException(
        origin + ": no private key (expected: PEM with BEGIN PRIVATE KEY)");
  }

  private static @Nullable PKCS8EncodedKeySpec pkcs8Of(
      Pem.Block block, char @Nullable [] password, String origin) {
    return switch (block.label()) {
      case "PRIVATE KEY" -> new PKCS8EncodedKeySpec(block.der());
      case "ENCRYPTED PRIVATE KEY" -> decrypt(block.der(), password, origin);
      case "RSA PRIVATE KEY" -> new PKCS8EncodedKeySpec(fromPkcs1(block.der()));
      case "EC PRIVATE KEY" -> new PKCS8EncodedKeySpec(fromSec1(block.der()));
      default -> null;
    };
  }

  private static PrivateKey decode(PKCS8EncodedKeySpec spec, String origin) {
    for (String algorithm : ALGORITHMS) {
      PrivateKey key = decode(spec, factory(algorithm));
      if (key != null) {
        return key;
      }
    }
    throw new IllegalArgumentException(
        origin + ": not a private key (expected: one of " + ALGORITHMS + ")");
  }

  /** Returns null for a key of another algorithm. */
  private static @Nullable PrivateKey decode(PKCS8EncodedKeySpec spec, KeyFactory factory) {
    try {
      return factory.generatePrivate(spec);
    } catch (InvalidKeySpecException e) {
      return null;
    }
  }

  private static KeyFactory factory(String algorithm) {
    try {
      return KeyFactory.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK lacks " + algorithm + " keys", e);
    }
  }

  private static PKCS8EncodedKeySpec decrypt(
      byte[] der, char @Nullable [] password, String origin) {
    if (password == null) {
      throw new IllegalArgumentException(
          origin + ": encrypted private key (expected: a password to open it with)");
    }
    PBEKeySpec secret = new PBEKeySpec(password);
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
      AlgorithmParameters parameters = info.getAlgParameters();
      String name = info.getAlgName();
      String scheme = name.equals("PBES2") || name.equals(PBES2) ? parameters.toString() : name;
      SecretKey key = SecretKeyFactory.getInstance(scheme).generateSecret(secret);
      Cipher cipher = Cipher.getInstance(scheme);
      cipher.init(Cipher.DECRYPT_MODE, key, parameters);
      return info.getKeySpec(cipher);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          origin + ": cannot open the encrypted private key (expected: the right password)", e);
    } finally {
      secret.clearPassword();
    }
  }

  /** Wraps RFC 8017 RSAPrivateKey. */
  private static byte[] fromPkcs1(byte[] der) {
    return pkcs8(Der.sequence(Der.oid("1.2.840.113549.1.1.1"), Der.nullValue()), der);
  }

  /** Wraps RFC 5915 ECPrivateKey, whose curve is inside. */
  private static byte[] fromSec1(byte[] der) {
    DerReader key = new DerReader(der).enter(Der.SEQUENCE);
    key.enter(Der.INTEGER);
    key.enter(Der.OCTET_STRING);
    byte[] curve = key.enter(0xa0).bytes();
    return pkcs8(Der.sequence(Der.oid("1.2.840.10045.2.1"), curve), der);
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return Der.sequence(Der.integer(BigInteger.ZERO), algorithm, Der.octetString(key));
  }
}
