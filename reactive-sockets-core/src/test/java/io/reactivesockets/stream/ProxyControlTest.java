package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesockets.host.HostName;
import io.reactivesockets.tls.TlsClientControl;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyControlTest {

  @Test
  void the_defaults_are_as_documented() {
    // when
    ProxyControl proxy = ProxyControl.http("proxy.example", 3128).build();
    // then
    assertThat(proxy.kind()).isEqualTo(ProxyKind.HTTP_CONNECT);
    assertThat(proxy.host()).isEqualTo(HostName.of("proxy.example"));
    assertThat(proxy.port()).isEqualTo(3128);
    assertThat(proxy.userName()).isEmpty();
    assertThat(proxy.credentialsAtOnce()).isTrue();
    assertThat(proxy.remoteResolution()).isTrue();
    assertThat(proxy.connectHeaders()).isEmpty();
    assertThat(proxy.connectTimeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(proxy.bypass()).isEmpty();
    assertThat(proxy.raceDirect()).isFalse();
  }

  @Test
  void the_password_is_in_no_text_and_counts_for_equality() {
    // given
    ProxyControl.Builder builder =
        ProxyControl.http("proxy.example", 3128).connectHeaders(Map.of("X-Token", "topsecret"));
    ProxyControl one = builder.credentials("alice", "correct horse").build();
    ProxyControl same = one.toBuilder().build();
    ProxyControl other = builder.credentials("alice", "battery staple").build();
    // then
    assertThat(one).hasSameHashCodeAs(same).isEqualTo(same).isNotEqualTo(other);
    assertThat(one.toString() + one.uri())
        .contains("http://proxy.example:3128")
        .doesNotContain("correct")
        .doesNotContain("alice")
        .doesNotContain("topsecret");
    assertThat(StreamSocketControl.builder().proxy(one).build().toString())
        .doesNotContain("correct");
  }

  @Test
  void headers_keep_their_order_and_later_changes_do_not_matter() {
    // given
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("B", "1");
    headers.put("A", "2");
    // when
    ProxyControl proxy = ProxyControl.http("p.example", 80).connectHeaders(headers).build();
    headers.clear();
    // then
    assertThat(proxy.connectHeaders().keySet()).containsExactly("B", "A");
  }

  @ParameterizedTest
  @CsvSource({
    "X Y, v",
    "X:, v",
    "'', v",
    "X\u00e4, v",
    "X, 'a\rb'",
    "X, 'a\nb'",
    "X, 'a\u0000b'",
    "X, \u00e4",
    "Host, x",
    "proxy-AUTHORIZATION, x",
    "Content-Length, 1",
    "Transfer-Encoding, chunked"
  })
  void headers_that_could_change_the_request_are_refused(String name, String value) {
    assertThatThrownBy(() -> ProxyControl.http("p.example", 80).connectHeaders(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("connectHeaders: ");
  }

  @Test
  void credentials_that_cannot_be_sent_are_refused_without_repeating_them() {
    assertThatThrownBy(() -> ProxyControl.http("p.example", 80).credentials("a:b", "hunter2"))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("hunter2");
    assertThatThrownBy(() -> ProxyControl.http("p.example", 80).credentials("a", "hunter\r2"))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("hunter");
    assertThatThrownBy(() -> ProxyControl.socks5("p.example", 80).credentials("a", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> ProxyControl.socks5("p.example", 80).credentials("a", "\u00e4".repeat(128)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytes of password: 256 (expected: 1..255)");
    assertThat(ProxyControl.socks5("p.example", 80).credentials("a:b", "c").build().userName())
        .contains("a:b");
  }

  @Test
  void what_socks_does_not_have_is_refused() {
    assertThatThrownBy(
            () -> ProxyControl.socks5("p.example", 1080).tls(TlsClientControl.defaults()).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> ProxyControl.socks5("p.example", 1080).connectHeaders(Map.of("A", "b")).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ProxyControl.socks5("p.example", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "proxy.example, http://proxy.example:80",
    "proxy.example:3128, http://proxy.example:3128",
    "http://proxy.example:3128/, http://proxy.example:3128",
    "HTTP://my_proxy, http://my_proxy:80",
    "https://proxy.example, https://proxy.example:443",
    "socks5://proxy.example, socks5://proxy.example:1080",
    "socks5h://[::1]:1081, socks5h://[::1]:1081",
    "socks://127.0.0.1, socks5h://127.0.0.1:1080",
    "http://me:pw@proxy.example:8080, http://proxy.example:8080"
  })
  void a_uri_names_a_proxy(String text, String uri) {
    assertThat(ProxyControl.parse(text).build().uri()).isEqualTo(uri);
  }

  @Test
  void user_name_and_password_of_a_uri_may_be_percent_encoded() {
    // when
    ProxyControl proxy =
        ProxyControl.parse("http://us%40er:p%3A%2Fw%C3%A4@host:1@h.example").build();
    // then the last at sign counts
    assertThat(proxy)
        .isEqualTo(
            ProxyControl.http("h.example", 80).credentials("us@er", "p:/w\u00e4@host:1").build());
    assertThat(ProxyControl.parse("http://me@h.example").build())
        .isEqualTo(ProxyControl.http("h.example", 80).credentials("me", "").build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ftp://proxy.example",
        "socks4://proxy.example",
        "http://proxy.example:0",
        "http://proxy.example:65536",
        "http://proxy.example:80/path",
        "http://proxy.example?x",
        "http://",
        "http://user:hunter2@",
        "http://user:hunter2%4@proxy.example",
        "http://user:hunter2%zz@proxy.example",
        "http://:hunter2@proxy.example"
      })
  void a_uri_that_names_none_is_refused_without_repeating_secrets(String text) {
    assertThatThrownBy(() -> ProxyControl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "https, https_proxy, http://a.example:80",
    "HTTPS, https_proxy, http://a.example:80",
    "https, HTTPS_PROXY, http://a.example:80",
    "http, http_proxy, http://a.example:80",
    "http, ALL_PROXY, http://a.example:80",
    "wss, https_proxy, http://a.example:80",
    "wss, wss_proxy, http://a.example:80",
    "ws, http_proxy, http://a.example:80",
    "tcp, all_proxy, http://a.example:80",
    "tcp, tcp_proxy, http://a.example:80",
    "tcp, https_proxy, ",
    "http, https_proxy, ",
    "http, HTTP_PROXY, ",
    "ws, HTTP_PROXY, ",
    "https, no_proxy, "
  })
  void a_variable_of_the_environment_counts_for_its_scheme(
      String scheme, String variable, String uri) {
    // when, then
    assertThat(
            ProxyControl.fromEnvironment(scheme, Map.of(variable, "a.example"))
                .map(ProxyControl::uri)
                .orElse(null))
        .isEqualTo(uri);
  }

  @Test
  void the_more_special_variable_and_the_lower_case_win_and_empty_ones_are_not_there() {
    assertThat(
            fromEnvironment(
                "https", Map.of("all_proxy", "all.example", "HTTPS_PROXY", "up.example")))
        .isEqualTo("http://up.example:80");
    assertThat(
            fromEnvironment(
                "https", Map.of("https_proxy", "low.example", "HTTPS_PROXY", "up.example")))
        .isEqualTo("http://low.example:80");
    assertThat(fromEnvironment("https", Map.of("https_proxy", " ", "all_proxy", "all.example")))
        .isEqualTo("http://all.example:80");
  }

  @Test
  void no_proxy_of_the_environment_becomes_the_bypass_together_with_this_machine() {
    // when
    ProxyControl proxy =
        ProxyControl.fromEnvironment(
                "https",
                Map.of(
                    "https_proxy", "p.example", "no_proxy", "a.example, .b.example\t10.0.0.0/8,"))
            .orElseThrow();
    // then
    assertThat(proxy.bypass())
        .containsExactly(
            "localhost", "127.0.0.0/8", "::1", "a.example", ".b.example", "10.0.0.0/8");
  }

  @Test
  void a_variable_that_cannot_be_understood_is_named() {
    assertThatThrownBy(
            () -> fromEnvironment("https", Map.of("HTTPS_PROXY", "gopher://u:hunter2@x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("environment variable https_proxy: proxy: gopher://...@x ")
        .message()
        .doesNotContain("hunter2");
    assertThatThrownBy(() -> fromEnvironment("a b", Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "*, any.example, 80, true",
    "example.com, example.com, 80, true",
    "example.com, EXAMPLE.com, 80, true",
    "example.com, www.example.com, 80, true",
    "example.com, notexample.com, 80, false",
    "example.com, example.com.evil.test, 80, false",
    ".example.com, www.example.com, 80, true",
    ".example.com, example.com, 80, false",
    "*.example.com, a.b.example.com, 80, true",
    "*.example.com, example.com, 80, false",
    "example.com:8443, example.com, 8443, true",
    "example.com:8443, www.example.com, 8443, true",
    "example.com:8443, example.com, 443, false",
    "192.0.2.1, 192.0.2.1, 80, true",
    "192.0.2.1, 192.0.2.10, 80, false",
    "192.0.2.0/24, 192.0.2.77, 80, true",
    "192.0.2.0/24, 192.0.3.1, 80, false",
    "192.0.2.128/25, 192.0.2.127, 80, false",
    "0.0.0.0/0, 8.8.8.8, 80, true",
    "0.0.0.0/0, ::1, 80, false",
    "0.0.0.0/0, example.com, 80, false",
    "fd00::/8, fd12::1, 80, true",
    "fd00::/8, fe80::1, 80, false",
    "::1, ::1, 80, true",
    "[::1]:8080, ::1, 8080, true",
    "[::1]:8080, ::1, 80, false",
    "b\u00fccher.example, xn--bcher-kva.example, 80, true"
  })
  void a_bypass_matches_names_addresses_networks_and_ports(
      String pattern, String host, int port, boolean matches) {
    // given
    ProxyControl proxy = ProxyControl.http("p.example", 80).bypass(List.of(pattern)).build();
    // when, then
    assertThat(proxy.bypasses(HostName.of(host), port)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "10.0.0.0/33", "::/129", "10.0.0/8", "example.com/8", "a:0", "10.*"})
  void a_bypass_that_means_nothing_is_refused(String pattern) {
    assertThatThrownBy(() -> ProxyControl.http("p.example", 80).bypass(List.of(pattern)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("bypass: " + pattern);
  }

  private static String fromEnvironment(String scheme, Map<String, String> environment) {
    return ProxyControl.fromEnvironment(scheme, environment).orElseThrow().uri();
  }
}
