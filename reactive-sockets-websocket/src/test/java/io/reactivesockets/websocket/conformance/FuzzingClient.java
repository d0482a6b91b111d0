package io.reactivesockets.websocket.conformance;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** A fuzzing client in the manner of the Autobahn test suite, for servers that echo. */
public final class FuzzingClient {

  private FuzzingClient() {}

  /**
   * Plays every so many of the cases.
   *
   * @param uri a server on loopback; one of {@code wss} has to show {@link #certificate}
   * @param every 1 for all light cases, 2 for half of them, and so on
   * @return what became of each: OK, or what went wrong
   */
  public static Map<String, String> play(URI uri, int every) {
    Map<String, String> verdicts = new LinkedHashMap<>();
    for (Case example : LightCases.every(every)) {
      try (Wire wire = Wire.client(connect(uri), uri.getPath(), example.offer())) {
        example.run(wire);
        verdicts.put(example.id(), "OK");
      } catch (IOException | RuntimeException | AssertionError e) {
        verdicts.put(example.id(), String.valueOf(e));
      }
    }
    return verdicts;
  }

  private static Socket connect(URI uri) throws IOException {
    return uri.getScheme().equals("wss")
        ? Tls.context().getSocketFactory().createSocket(uri.getHost(), uri.getPort())
        : new Socket(uri.getHost(), uri.getPort());
  }

  /** Returns a certificate for a server of wss with its chain, as PEM. */
  public static String certificate() {
    return Tls.certificatePem();
  }

  /** Returns the key of the certificate, as PEM. */
  public static String key() {
    return Tls.keyPem();
  }
}
