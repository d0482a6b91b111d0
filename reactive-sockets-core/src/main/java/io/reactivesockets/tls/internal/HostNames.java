package io.reactivesockets.tls.internal;

import io.netty.util.NetUtil;
import java.net.IDN;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a certificate bears the name of a host, by RFC 9525: subject alternative names only
 * (never the common name), IP addresses among IP addresses, a wildcard for one whole leftmost
 * label.
 */
final class HostNames {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private HostNames() {}

  static boolean matches(X509Certificate certificate, String host) {
    byte[] address = addressOf(host);
    String name = address == null ? asciiName(host) : null;
    for (List<?> alternative : alternativeNames(certificate)) {
      if (!(alternative.get(0) instanceof Integer kind)
          || !(alternative.get(1) instanceof String value)) {
        continue;
      }
      if (kind == IP_ADDRESS && address != null && Arrays.equals(addressOf(value), address)) {
        return true;
      }
      if (kind == DNS_NAME && name != null && matchesName(value, name)) {
        return true;
      }
    }
    return false;
  }

  /** The host as A-labels in lower case without a final dot; null if it is no DNS name. */
  static @Nullable String asciiName(String host) {
    try {
      String ascii = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
      return ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The bytes of an address literal, brackets and zone ignored; null if it is none. */
  static byte @Nullable [] addressOf(String host) {
    String literal = host;
    if (literal.startsWith("[") && literal.endsWith("]")) {
      literal = literal.substring(1, literal.length() - 1);
    }
    int zone = literal.indexOf('%');
    return NetUtil.createByteArrayFromIpAddressString(
        zone < 0 ? literal : literal.substring(0, zone));
  }

  private static boolean matchesName(String presented, String name) {
    String pattern = presented.toLowerCase(Locale.ROOT);
    if (!pattern.startsWith("*.")) {
      return !pattern.contains("*") && pattern.equals(name);
    }
    String parent = pattern.substring(1);
    int dot = name.indexOf('.');
    return dot > 0
        && parent.indexOf('.', 1) > 0 // not for a whole top-level domain
        && !parent.contains("*")
        && parent.equals(name.substring(dot));
  }

  private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of(); // names that cannot be read name nobody
    }
  }
}
