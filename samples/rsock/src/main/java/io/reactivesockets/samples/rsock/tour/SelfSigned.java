package io.reactivesockets.samples.rsock.tour;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.reactivesockets.tls.TlsCredentials;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A certificate for a tour: for one name, valid for a day, signed by its own key (RFC 5280). */
final class SelfSigned {

  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int DNS_NAME = 0x82;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;

  private static final byte[] COMMON_NAME = {0x06, 3, 0x55, 0x04, 0x03};
  private static final byte[] ALTERNATIVE_NAME = {0x06, 3, 0x55, 0x1d, 0x11};
  private static final byte[] ECDSA_WITH_SHA256 = {
    0x06, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
  };

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private SelfSigned() {}

  static TlsCredentials forName(String name) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      byte[] content = content(name, pair.getPublic().getEncoded(), Instant.now());
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(content);
      byte[] whole =
          element(
              SEQUENCE,
              content,
              element(SEQUENCE, ECDSA_WITH_SHA256),
              element(BIT_STRING, new byte[1], signature.sign()));
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(whole));
      return TlsCredentials.of(pair.getPrivate(), certificate);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has these algorithms
    }
  }

  private static byte[] content(String name, byte[] publicKey, Instant now) {
    byte[] commonName = element(SEQUENCE, COMMON_NAME, element(UTF8_STRING, name.getBytes(UTF_8)));
    byte[] whose = element(SEQUENCE, element(SET, commonName));
    byte[] names = element(SEQUENCE, element(DNS_NAME, name.getBytes(US_ASCII)));
    byte[] extension = element(SEQUENCE, ALTERNATIVE_NAME, element(OCTET_STRING, names));
    return element(
        SEQUENCE,
        element(VERSION, element(INTEGER, new byte[] {2})),
        element(INTEGER, new byte[] {1}),
        element(SEQUENCE, ECDSA_WITH_SHA256),
        whose,
        element(
            SEQUENCE, time(now.minus(Duration.ofMinutes(5))), time(now.plus(Duration.ofDays(1)))),
        whose,
        publicKey,
        element(EXTENSIONS, element(SEQUENCE, extension)));
  }

  private static byte[] time(Instant instant) {
    return element(UTC_TIME, TIME.format(instant).getBytes(US_ASCII));
  }

  /** Puts a tag and the length before the content. */
  private static byte[] element(int tag, byte[]... contents) {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    for (byte[] content : contents) {
      inner.writeBytes(content);
    }
    ByteArrayOutputStream outer = new ByteArrayOutputStream();
    outer.write(tag);
    int length = inner.size();
    if (length > 0xff) {
      outer.write(0x82);
      outer.write(length >> Byte.SIZE);
    } else if (length > 0x7f) {
      outer.write(0x81);
    }
    outer.write(length);
    outer.writeBytes(inner.toByteArray());
    return outer.toByteArray();
  }
}
