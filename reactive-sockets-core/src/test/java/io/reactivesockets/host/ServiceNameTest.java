package io.reactivesockets.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNameTest {
  private static final HostName CONTOSO = HostName.of("Contoso.com");

  @ParameterizedTest
  @CsvSource({"0, 0", "80, 80", "0080, 80", "65535, 65535"})
  void digits_are_a_port(String name, int port) {
    ServiceName service = ServiceName.of(name);

    assertThat(service.literalPort()).hasValue(port);
    assertThat(service.port(ServiceProtocol.UDP)).hasValue(port);
    assertThat(service).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"65536", "99999999999999999999", "000080"})
  void a_port_out_of_range_is_refused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceName.of(name))
        .withMessage("port: " + name + " (expected: 0..65535)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "bücher", "a\n"})
  void a_name_with_blanks_or_beyond_ascii_is_refused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> ServiceName.of(name));
  }

  @Test
  void the_names_everybody_knows_are_known_on_every_machine() {
    assertThat(ServiceName.of("https").port(ServiceProtocol.TCP)).hasValue(443);
    assertThat(ServiceName.of("HTTP").port(ServiceProtocol.TCP)).hasValue(80);
    assertThat(ServiceName.of("secure-mqtt").port(ServiceProtocol.TCP)).hasValue(8883);
    assertThat(ServiceName.of("stun").port(ServiceProtocol.UDP)).hasValue(3478);
    assertThat(ServiceName.of("no-such-service").port(ServiceProtocol.TCP)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "xmpp-client, TCP, _xmpp-client._tcp.contoso.com",
    "stun, UDP, _stun._udp.contoso.com",
    "xmpp-client._service01, TCP, _xmpp-client._service01._tcp.contoso.com",
    "_sip, UDP, _sip._udp.contoso.com",
  })
  void any_other_name_is_a_dns_service(String name, ServiceProtocol protocol, String query) {
    assertThat(ServiceName.of(name).srvQueryName(CONTOSO, protocol)).isEqualTo(query);
  }

  @Test
  void a_domain_with_a_trailing_dot_is_queried_with_it() {
    assertThat(ServiceName.of("sip").srvQueryName(HostName.of("a.b."), ServiceProtocol.TCP))
        .isEqualTo("_sip._tcp.a.b.");
  }

  @Test
  void a_port_an_address_or_too_long_a_name_has_no_dns_service() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceName.of(80).srvQueryName(CONTOSO, ServiceProtocol.TCP));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceName.of("a+b").srvQueryName(CONTOSO, ServiceProtocol.TCP));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ServiceName.of("sip").srvQueryName(HostName.of("192.0.2.1"), ServiceProtocol.TCP));
    String label = "a".repeat(63);
    HostName longest = HostName.of(String.join(".", label, label, label, "a".repeat(61)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceName.of("sip").srvQueryName(longest, ServiceProtocol.TCP));
  }

  @Test
  void a_services_file_is_read_line_by_line_and_bad_lines_are_passed_over() {
    ServicesFile services =
        ServicesFile.parse(
            """
            # comment
            http\t\t80/tcp\twww web   # alias
            domain 53/tcp
            domain 53/UDP nameserver
            http 8080/tcp
            whois++ 63/tcp
            broken
            broken tcp
            broken 70000/tcp
            broken 999999/tcp
            broken x/tcp
              indented   7/tcp
            last 9/tcp#glued""");

    assertThat(services.port("http", ServiceProtocol.TCP)).hasValue(80);
    assertThat(services.port("WEB", ServiceProtocol.TCP)).hasValue(80);
    assertThat(services.port("http", ServiceProtocol.UDP)).isEmpty();
    assertThat(services.port("nameserver", ServiceProtocol.UDP)).hasValue(53);
    assertThat(services.port("nameserver", ServiceProtocol.TCP)).isEmpty();
    assertThat(services.port("whois++", ServiceProtocol.TCP)).isEqualTo(OptionalInt.of(63));
    assertThat(services.port("broken", ServiceProtocol.TCP)).isEmpty();
    assertThat(services.port("indented", ServiceProtocol.TCP)).hasValue(7);
    assertThat(services.port("last", ServiceProtocol.TCP)).hasValue(9);
  }
}
