package io.reactivesockets.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.jcajce.JcaPKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials from files and stores, and their change while in use. */
class TlsCredentialsTest {
  private static final TestAuthority ROOT = TestAuthority.root("Credential Root");

  @TempDir private Path folder = Path.of(".");

  @Test
  void a_plain_key_of_each_form_opens() throws Exception {
    for (TlsCredentials credentials : List.of(ROOT.peer("ec.test"), ROOT.rsaPeer("rsa.test"))) {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(credentials.privateKey().getEncoded());
      boolean rsa = credentials.privateKey().getAlgorithm().equals("RSA");
      byte[] old = info.parsePrivateKey().toASN1Primitive().getEncoded();
      assertThat(TlsCredentials.fromPem(chain(credentials), pem("PRIVATE KEY", info.getEncoded())))
          .isEqualTo(credentials);
      if (rsa) {
        assertThat(TlsCredentials.fromPem(chain(credentials), pem("RSA PRIVATE KEY", old)))
            .isEqualTo(credentials);
      }
    }
  }

  @Test
  void an_ec_key_as_openssl_writes_it_opens() throws Exception {
    TlsCredentials credentials = ROOT.peer("ec.test");
    ECPrivateKey inner =
        ECPrivateKey.getInstance(
            PrivateKeyInfo.getInstance(credentials.privateKey().getEncoded()).parsePrivateKey());
    byte[] sec1 =
        new ECPrivateKey(256, inner.getKey(), SECObjectIdentifiers.secp256r1).getEncoded();
    assertThat(
            TlsCredentials.fromPem(chain(credentials), pem("EC PRIVATE KEY", sec1))
                .certificateChain())
        .isEqualTo(credentials.certificateChain());
  }

  @Test
  void an_encrypted_key_opens_with_its_password_only() throws Exception {
    // given
    TlsCredentials credentials = ROOT.peer("ec.test");
    OutputEncryptor encryptor =
        new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
            .setProvider(new BouncyCastleProvider())
            .setPRF(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE))
            .setRandom(new SecureRandom())
            .build("secret".toCharArray());
    PKCS8EncryptedPrivateKeyInfo encrypted =
        new JcaPKCS8EncryptedPrivateKeyInfoBuilder(credentials.privateKey()).build(encryptor);
    Path chain = write("chain.pem", chain(credentials));
    Path key = write("key.pem", pem("ENCRYPTED PRIVATE KEY", encrypted.getEncoded()));

    // then
    assertThat(TlsCredentials.fromPem(chain, key, "secret".toCharArray())).isEqualTo(credentials);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsCredentials.fromPem(chain, key, "wrong".toCharArray()))
        .withMessageContaining("password");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsCredentials.fromPem(chain, key))
        .withMessageContaining("password");
  }

  @Test
  void a_pkcs12_file_and_a_key_store_open() throws Exception {
    // given
    TlsCredentials credentials = ROOT.peer("ec.test");
    char[] password = "secret".toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own",
        credentials.privateKey(),
        password,
        credentials.certificateChain().toArray(new X509Certificate[0]));
    Path file = folder.resolve("own.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, password);
    }

    // then
    assertThat(TlsCredentials.fromPkcs12(file, password)).isEqualTo(credentials);
    assertThat(TlsCredentials.fromKeyStore(store, "own", password)).isEqualTo(credentials);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsCredentials.fromKeyStore(store, "other", password));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsCredentials.fromPkcs12(file, "wrong".toCharArray()));
  }

  @Test
  void a_key_of_another_certificate_is_refused() {
    PrivateKey other = ROOT.peer("other.test").privateKey();
    TlsCredentials own = ROOT.peer("own.test");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TlsCredentials.of(other, own.certificateChain()))
        .withMessageContaining("own.test");
  }

  @Test
  void credentials_do_not_tell_their_key() {
    String text = ROOT.rsaPeer("quiet.test").toString();
    assertThat(text).contains("quiet.test").hasSizeLessThan(200);
    assertThat(TlsServerControl.builder(ROOT.peer("quiet.test")).build().toString())
        .doesNotContain("PrivateKey");
  }

  @Test
  void watched_files_are_read_again_when_they_change_and_kept_when_they_break() throws Exception {
    // given
    TlsCredentials first = ROOT.peer("first.test");
    TlsCredentials second = ROOT.peer("second.test");
    Path chain = write("chain.pem", chain(first));
    Path key = write("key.pem", pem("PRIVATE KEY", first.privateKey().getEncoded()));
    WatchedFiles<TlsCredentials> watched =
        new WatchedFiles<>(List.of(chain, key), () -> TlsCredentials.fromPem(chain, key), 0);
    assertThat(watched.get()).isEqualTo(first);

    // when
    Files.writeString(chain, chain(second));
    touch(chain, 1);

    // then: the key is still the first one's
    assertThat(watched.get()).isEqualTo(first);

    // when
    Files.writeString(key, pem("PRIVATE KEY", second.privateKey().getEncoded()));
    touch(key, 2);

    // then
    assertThat(watched.get()).isEqualTo(second);
    assertThat(CredentialSource.watchingPem(chain, key).current()).isEqualTo(second);
  }

  private static void touch(Path file, int seconds) throws Exception {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  static String chain(TlsCredentials credentials) throws Exception {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : credentials.certificateChain()) {
      text.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    return text.toString();
  }

  static String pem(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
