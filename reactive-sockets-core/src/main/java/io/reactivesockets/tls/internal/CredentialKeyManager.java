package io.reactivesockets.tls.internal;

import io.reactivesockets.tls.TlsCredentials;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows one set of credentials to whoever asks for a key of its kind, whichever authorities it
 * names: the peer decides what it accepts.
 */
final class CredentialKeyManager extends X509ExtendedKeyManager {
  private static final String ALIAS = "own";

  private final TlsCredentials credentials;

  CredentialKeyManager(TlsCredentials credentials) {
    this.credentials = credentials;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    for (String keyType : keyTypes) {
      if (fits(keyType)) {
        return ALIAS;
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return fits(keyType) ? ALIAS : null;
  }

  /** Key types are algorithms, for EC perhaps with that of the signature behind. */
  private boolean fits(String keyType) {
    String algorithm = credentials.certificateChain().get(0).getPublicKey().getAlgorithm();
    return keyType.equals(algorithm)
        || keyType.startsWith(algorithm + "_")
        || (keyType.equals("EdDSA") && algorithm.startsWith("Ed"))
        || (keyType.equals("RSA") && algorithm.equals("RSASSA-PSS"));
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return alias.equals(ALIAS)
        ? credentials.certificateChain().toArray(new X509Certificate[0])
        : null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return alias.equals(ALIAS) ? credentials.privateKey() : null;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return fits(keyType) ? new String[] {ALIAS} : new String[0];
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return getClientAliases(keyType, issuers);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return null; // engines only
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null; // engines only
  }
}
