package io.reactivesockets.tls.internal;

import io.reactivesockets.tls.der.Der;
import io.reactivesockets.tls.der.DerReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What extensions of a certificate say. */
final class Extensions {
  private static final String AUTHORITY_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.1";
  private static final String CRL_DISTRIBUTION_POINTS = "2.5.29.31";
  private static final byte[] OCSP_METHOD =
      new DerReader(Der.oid("1.3.6.1.5.5.7.48.1")).enter(Der.OBJECT_IDENTIFIER).bytes();
  private static final int URI_NAME = 0x86;
  private static final int MAX_LOCATIONS = 8;

  /** What RFC 5280 validation by the JDK understands. */
  private static final Set<String> UNDERSTOOD =
      Set.of(
          "2.5.29.15", // key usage
          "2.5.29.17", // subject alternative name
          "2.5.29.19", // basic constraints
          "2.5.29.30", // name constraints
          "2.5.29.32", // certificate policies
          "2.5.29.33", // policy mappings
          "2.5.29.36", // policy constraints
          "2.5.29.37", // extended key usage
          "2.5.29.54"); // inhibit anyPolicy

  private Extensions() {}

  static Set<String> unknownCritical(X509Certificate certificate) {
    Set<String> unknown = new HashSet<>();
    Set<String> critical = certificate.getCriticalExtensionOIDs();
    if (critical != null) {
      unknown.addAll(critical);
    }
    unknown.removeAll(UNDERSTOOD);
    return unknown;
  }

  static @Nullable Set<String> withoutUnknown(@Nullable Set<String> critical) {
    if (critical == null) {
      return null;
    }
    Set<String> understood = new HashSet<>(critical);
    understood.retainAll(UNDERSTOOD);
    return understood;
  }

  /** Where the issuer's OCSP responder is (RFC 5280, 4.2.2.1). */
  static List<URI> ocspResponders(X509Certificate certificate) {
    List<URI> responders = new ArrayList<>();
    try {
      DerReader descriptions = content(certificate, AUTHORITY_INFORMATION_ACCESS);
      while (descriptions.hasNext()) {
        DerReader description = descriptions.enter(Der.SEQUENCE);
        byte[] method = description.enter(Der.OBJECT_IDENTIFIER).bytes();
        if (Arrays.equals(method, OCSP_METHOD)) {
          addUri(description, responders);
        }
      }
    } catch (IllegalArgumentException e) {
      return responders; // what cannot be read names no further place
    }
    return responders;
  }

  /** Where the issuer's revocation lists are (RFC 5280, 4.2.1.13). */
  static List<URI> revocationLists(X509Certificate certificate) {
    List<URI> lists = new ArrayList<>();
    try {
      DerReader points = content(certificate, CRL_DISTRIBUTION_POINTS);
      while (points.hasNext()) {
        DerReader point = points.enter(Der.SEQUENCE);
        if (point.hasNext() && point.peekTag() == 0xa0) {
          DerReader name = point.take();
          if (name.hasNext() && name.peekTag() == 0xa0) {
            DerReader fullName = name.take();
            while (fullName.hasNext()) {
              addUri(fullName, lists);
            }
          }
        }
      }
    } catch (IllegalArgumentException e) {
      return lists; // what cannot be read names no further place
    }
    return lists;
  }

  private static DerReader content(X509Certificate certificate, String extension) {
    byte[] value = certificate.getExtensionValue(extension);
    return value == null
        ? new DerReader(new byte[0])
        : new DerReader(value).enter(Der.OCTET_STRING).enter(Der.SEQUENCE);
  }

  private static void addUri(DerReader names, List<URI> uris) {
    boolean isUri = names.peekTag() == URI_NAME;
    byte[] name = names.take().bytes();
    if (isUri && uris.size() < MAX_LOCATIONS) {
      URI uri = URI.create(new String(name, StandardCharsets.US_ASCII));
      if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
        uris.add(uri);
      }
    }
  }
}
