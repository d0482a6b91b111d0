package io.reactivesockets.tls.internal;

import io.reactivesockets.tls.ChannelBinding;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The channel bindings of a finished handshake, as far as they can be told. */
final class ChannelBindings {
  private static final String EXPORTER_LABEL = "EXPORTER-Channel-Binding";
  private static final int EXPORTER_BYTES = 32;
  private static final @Nullable MethodHandle EXPORT = exporter();

  private ChannelBindings() {}

  static List<ChannelBinding> of(SSLSession session, @Nullable X509Certificate server) {
    List<ChannelBinding> bindings = new ArrayList<>();
    byte[] endPoint = server == null ? null : endPoint(server);
    if (endPoint != null) {
      bindings.add(new ChannelBinding(ChannelBinding.TLS_SERVER_END_POINT, endPoint));
    }
    byte[] exported = exported(session);
    if (exported != null) {
      bindings.add(new ChannelBinding(ChannelBinding.TLS_EXPORTER, exported));
    }
    return bindings;
  }

  /** The hash of the certificate by the hash of its signature, SHA-256 at least (RFC 5929, 4.1). */
  private static byte @Nullable [] endPoint(X509Certificate certificate) {
    try {
      String hash = hashOf(certificate);
      return hash == null ? null : MessageDigest.getInstance(hash).digest(certificate.getEncoded());
    } catch (GeneralSecurityException | IOException e) {
      return null; // undefined for this certificate
    }
  }

  private static @Nullable String hashOf(X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    int with = algorithm.indexOf("WITH");
    String hash;
    if (with > 0) {
      hash = algorithm.substring(0, with);
    } else if (algorithm.equals("RSASSA-PSS")) {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
      parameters.init(certificate.getSigAlgParams());
      hash = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
    } else {
      return null; // EdDSA has no hash of its own
    }
    return switch (hash.replace("-", "")) {
      case "MD5", "SHA1", "SHA256" -> "SHA-256";
      case "SHA224" -> "SHA-224";
      case "SHA384" -> "SHA-384";
      case "SHA512" -> "SHA-512";
      default -> null;
    };
  }

  /** Keying material of the connection (RFC 9266), where the JDK can export it. */
  private static byte @Nullable [] exported(SSLSession session) {
    if (EXPORT == null || !(session instanceof ExtendedSSLSession extended)) {
      return null;
    }
    try {
      return (byte[]) EXPORT.invoke(extended, EXPORTER_LABEL, new byte[0], EXPORTER_BYTES);
    } catch (Throwable e) {
      return null; // not by this engine, or not for this version of TLS
    }
  }

  private static @Nullable MethodHandle exporter() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(
              ExtendedSSLSession.class,
              "exportKeyingMaterialData",
              MethodType.methodType(byte[].class, String.class, byte[].class, int.class));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      return null; // before JDK 25
    }
  }
}
