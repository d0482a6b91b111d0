package io.reactivesockets.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.tls.TestAuthority;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which certificates bear which host names (RFC 9525). */
class HostNamesTest {

  @ParameterizedTest(name = "{0} for {1}: {2}")
  @CsvSource({
    "www.example.com, www.example.com, true",
    "WWW.Example.COM, www.example.com, true",
    "www.example.com, WWW.EXAMPLE.COM, true",
    "www.example.com, www.example.com., true",
    "www.example.com, example.com, false",
    "example.com, www.example.com, false",
    "*.example.com, www.example.com, true",
    "*.example.com, example.com, false",
    "*.example.com, a.b.example.com, false",
    "*.example.com, .example.com, false",
    "*.com, example.com, false",
    "*, localhost, false",
    "w*.example.com, www.example.com, false",
    "www.*.com, www.example.com, false",
    "*.*.com, www.example.com, false",
    "xn--bcher-kva.example, bücher.example, true",
    "*.xn--bcher-kva.example, www.bücher.example, true",
    "*.example, xn--bcher-kva.example, false",
    "127.0.0.1, 127.0.0.1, false",
  })
  void a_dns_name_matches_by_labels(String presented, String host, boolean matches) {
    assertThat(HostNames.matches(certificate(List.of(presented), List.of()), host))
        .isEqualTo(matches);
  }

  @ParameterizedTest(name = "{0} for {1}: {2}")
  @CsvSource({
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "2001:db8::1, 2001:0db8:0:0::0001, true",
    "2001:db8::1, [2001:db8::1], true",
    "fe80::1, fe80::1%eth0, true",
    "192.0.2.7, www.example.com, false",
  })
  void an_address_matches_by_its_bytes(String presented, String host, boolean matches) {
    assertThat(HostNames.matches(certificate(List.of(), List.of(presented)), host))
        .isEqualTo(matches);
  }

  @Test
  void the_common_name_never_counts() {
    X509Certificate certificate = certificate(List.of(), List.of());
    assertThat(HostNames.matches(certificate, "common.example.com")).isFalse();
  }

  private static X509Certificate certificate(List<String> names, List<String> addresses) {
    return TestAuthority.selfSigned(
            "common.example.com",
            spec -> {
              spec.dnsNames.clear();
              spec.dnsNames.addAll(names);
              spec.addresses.addAll(addresses);
            })
        .certificateChain()
        .get(0);
  }
}
