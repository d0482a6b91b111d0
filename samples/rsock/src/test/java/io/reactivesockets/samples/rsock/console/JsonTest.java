package io.reactivesockets.samples.rsock.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.host.HostName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

class JsonTest {

  /**
   * A record with a member of each kind.
   *
   * @param text a string
   * @param number a number
   * @param yes a truth
   * @param some an optional that is there
   * @param none one that is not
   * @param few a list
   * @param inner another record
   */
  public record Outer(
      String text,
      long number,
      boolean yes,
      OptionalInt some,
      OptionalLong none,
      List<String> few,
      Optional<Inner> inner) {}

  /**
   * A record inside.
   *
   * @param time a duration
   * @param host a host
   */
  public record Inner(Duration time, HostName host) {}

  @Test
  void a_record_becomes_an_object_with_its_components_in_order() {
    Outer outer =
        new Outer(
            "a",
            1L << 40,
            true,
            OptionalInt.of(7),
            OptionalLong.empty(),
            List.of("x", "y"),
            Optional.of(new Inner(Duration.ofMillis(1500), HostName.of("::1"))));

    assertThat(Json.of(outer))
        .isEqualTo(
            "{\"text\":\"a\",\"number\":1099511627776,\"yes\":true,\"some\":7,\"none\":null,"
                + "\"few\":[\"x\",\"y\"],\"inner\":{\"time\":\"PT1.5S\",\"host\":\"::1\"}}");
  }

  @Test
  void what_must_not_stand_in_a_string_is_escaped() {
    assertThat(Json.of("\" \\ \n \r \t \u0001 é \ud83d\ude00"))
        .isEqualTo("\"\\\" \\\\ \\n \\r \\t \\u0001 é \\ud83d\\ude00\"");
  }

  @Test
  void an_address_is_host_and_port_and_nothing_is_looked_up() throws UnknownHostException {
    InetAddress six = InetAddress.getByAddress("not asked", new byte[] {1, 2, 3, 4});

    assertThat(Json.of(new InetSocketAddress(six, 80))).isEqualTo("\"1.2.3.4:80\"");
    assertThat(Json.of(InetSocketAddress.createUnresolved("host.example", 80)))
        .isEqualTo("\"host.example:80\"");
  }

  @Test
  void of_a_certificate_there_is_who_by_whom_and_how_long() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    X509Certificate root =
        ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers()[0];

    assertThat(Json.of(root))
        .startsWith("{\"subject\":\"")
        .contains("\"serialNumber\":\"" + root.getSerialNumber().toString(16) + "\"")
        .contains("\"notAfter\":\"" + root.getNotAfter().toInstant() + "\"}");
  }

  @Test
  void an_empty_list_and_nothing_at_all_have_a_form_too() {
    assertThat(Json.of(List.of())).isEqualTo("[]");
    assertThat(Json.of(null)).isEqualTo("null");
    assertThat(Json.of(Optional.empty())).isEqualTo("null");
  }
}
