package io.reactivesockets.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

  @ParameterizedTest
  @CsvSource({
    "example.com, DOMAIN_NAME, example.com, example.com",
    "EXAMPLE.com., DOMAIN_NAME, example.com, example.com",
    "localhost, DOMAIN_NAME, localhost, localhost",
    "my_service, DOMAIN_NAME, my_service, my_service",
    "3com.com, DOMAIN_NAME, 3com.com, 3com.com",
    "1.2.3.4.example, DOMAIN_NAME, 1.2.3.4.example, 1.2.3.4.example",
    "Bücher.example, DOMAIN_NAME, xn--bcher-kva.example, bücher.example",
    "XN--BCHER-KVA.example, DOMAIN_NAME, xn--bcher-kva.example, bücher.example",
    "例え。テスト, DOMAIN_NAME, xn--r8jz45g.xn--zckzah, 例え.テスト",
    "00-1a-7d-da-71-13, DOMAIN_NAME, 00-1a-7d-da-71-13, 00-1a-7d-da-71-13",
    "192.0.2.1, IPV4, 192.0.2.1, 192.0.2.1",
    "0.0.0.0, IPV4, 0.0.0.0, 0.0.0.0",
    "2001:DB8:0:0:0:0:0:1, IPV6, 2001:db8::1, 2001:db8::1",
    "[2001:db8::1], IPV6, 2001:db8::1, 2001:db8::1",
    "::, IPV6, ::, ::",
    "::1, IPV6, ::1, ::1",
    "1::, IPV6, 1::, 1::",
    "2001:db8:0:1:1:1:1:1, IPV6, 2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, IPV6, 2001:0:0:1::1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, IPV6, 2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
    "::ffff:192.0.2.1, IPV6, ::ffff:192.0.2.1, ::ffff:192.0.2.1",
    "::FFFF:c000:201, IPV6, ::ffff:192.0.2.1, ::ffff:192.0.2.1",
    "64:ff9b::192.0.2.1, IPV6, 64:ff9b::c000:201, 64:ff9b::c000:201",
    "fe80::1%eth0, IPV6, fe80::1%eth0, fe80::1%eth0",
    "[fe80::1%25eth0], IPV6, fe80::1%eth0, fe80::1%eth0",
    "[fe80::1%25], IPV6, fe80::1%25, fe80::1%25",
    "fe80::1%25, IPV6, fe80::1%25, fe80::1%25",
    "00:1a:7d:da:71:13, BLUETOOTH, 00:1A:7D:DA:71:13, 00:1A:7D:DA:71:13",
    "(00:1A:7D:DA:71:13), BLUETOOTH, 00:1A:7D:DA:71:13, 00:1A:7D:DA:71:13",
  })
  void each_form_has_its_type_and_one_canonical_name(
      String name, HostNameType type, String canonical, String display) {
    HostName host = HostName.of(name);

    assertThat(host.rawName()).isEqualTo(name);
    assertThat(host.type()).isEqualTo(type);
    assertThat(host.canonicalName()).isEqualTo(canonical).hasToString(host.toString());
    assertThat(host.displayName()).isEqualTo(display);
    assertThat(host.ipInformation()).isEmpty();
    assertThat(HostName.of(canonical)).isEqualTo(host).hasSameHashCodeAs(host);
  }

  @ParameterizedTest
  @CsvSource({
    "0177.1, 127.0.0.1",
    "0x7f.1, 127.0.0.1",
    "127.1, 127.0.0.1",
    "127.0.1, 127.0.0.1",
    "2130706433, 127.0.0.1",
    "0x7f000001, 127.0.0.1",
    "017700000001, 127.0.0.1",
    "0, 0.0.0.0",
    "0x, 0.0.0.0",
    "127.0.0.1., 127.0.0.1",
    "127.000.000.001, 127.0.0.1",
    "010.0.0.1, 8.0.0.1",
    "127.0.0.0x1, 127.0.0.1",
    "１２７.０.０.１, 127.0.0.1",
    "127。0。0。1, 127.0.0.1",
    "4294967295, 255.255.255.255",
  })
  void a_form_that_some_resolvers_take_for_an_ipv4_address_is_refused_naming_that_address(
      String name, String canonical) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostName.of(name))
        .withMessageStartingWith("name: " + name + " (expected: an IPv4 address")
        .withMessageContaining("such as " + canonical + ",");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "..",
        "a..b",
        ".a",
        "a b",
        " a",
        "a\n",
        "a/b",
        "a@b",
        "a%b",
        "%31",
        "*.example",
        "-a",
        "a-",
        "a.-b",
        "user:pass",
        "host:80",
        "1.2.3.4:80",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.256",
        "example.1",
        "1.2.3.",
        "0x100000000",
        "4294967296",
        "08.1.1.1",
        "[",
        "[]",
        "[1.2.3.4]",
        "[::1",
        "::1]",
        "[::1]:80",
        ":",
        ":::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1::",
        "12345::",
        "::g",
        "::1%",
        "::1% ",
        "::1%a%b",
        "::1%a/b",
        "::1.2.3",
        "::01.2.3.4",
        "::0x1.2.3.4",
        "1.2.3.4::",
        "(00:1A:7D:DA:71:13",
        "00:1A:7D:DA:71",
        "00:1A:7D:DA:71:1",
        "00:1A:7D:DA:71:13:00",
        "a\u0000b",
        "a\u202eb\u0000"
      })
  void what_is_no_host_name_is_refused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostName.of(name))
        .withMessageStartingWith("name: ")
        .withMessageContaining("(expected: ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("\\p{Cntrl}"));
  }

  @Test
  void labels_of_63_and_names_of_253_characters_are_the_longest() {
    String label = "a".repeat(63);
    String longest = String.join(".", label, label, label, "a".repeat(61));

    assertThat(HostName.of(longest).canonicalName()).hasSize(253);
    assertThat(HostName.of(longest + ".").lookupName()).hasSize(254);
    assertThatIllegalArgumentException().isThrownBy(() -> HostName.of("a" + label));
    assertThatIllegalArgumentException().isThrownBy(() -> HostName.of(longest + "b"));
  }

  @Test
  void a_trailing_dot_counts_for_looking_up_and_not_for_comparing() {
    HostName relative = HostName.of("example.com");
    HostName absolute = HostName.of("Example.com.");

    assertThat(relative).isEqualTo(absolute);
    assertThat(relative.lookupName()).isEqualTo("example.com");
    assertThat(absolute.lookupName()).isEqualTo("example.com.");
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, b.example, -1",
    "b.example, A.example, 1",
    "A.example., a.example, 0",
    "::1, 0:0:0:0:0:0:0:1, 0",
    "bücher.example, xn--bcher-kva.example, 0",
  })
  void compare_puts_canonical_names_in_order(String name1, String name2, int sign) {
    assertThat(Integer.signum(HostName.compare(name1, name2))).isEqualTo(sign);
  }

  @Test
  void literals_become_addresses_and_names_do_not() throws UnknownHostException {
    assertThat(HostName.of("192.0.2.1").toInetAddress())
        .contains(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}));
    assertThat(HostName.of("::ffff:192.0.2.1").toInetAddress())
        .get()
        .isInstanceOf(Inet4Address.class);
    assertThat(HostName.of("[::1]").toInetAddress()).get().matches(InetAddress::isLoopbackAddress);
    assertThat(HostName.of("localhost").toInetAddress()).isEmpty();
    assertThat(HostName.of("00:1A:7D:DA:71:13").toInetAddress()).isEmpty();
  }

  @Test
  void a_zone_is_the_name_or_number_of_an_interface() throws Exception {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());

    Inet6Address byName =
        (Inet6Address) HostName.of("fe80::1%" + loopback.getName()).toInetAddress().orElseThrow();
    Inet6Address byNumber =
        (Inet6Address) HostName.of("fe80::1%" + loopback.getIndex()).toInetAddress().orElseThrow();

    assertThat(byName.getScopeId()).isEqualTo(loopback.getIndex());
    assertThat(byNumber.getScopeId()).isEqualTo(loopback.getIndex());
    assertThat(HostName.of(byNumber).canonicalName()).isEqualTo("fe80::1%" + loopback.getName());
  }

  @Test
  void a_zone_that_no_interface_has_fails_when_the_address_is_wanted() {
    HostName host = HostName.of("fe80::1%nosuch0");

    assertThatThrownBy(host::toInetAddress)
        .isInstanceOfSatisfying(
            SocketOperationException.class,
            e -> assertThat(e.status()).isEqualTo(SocketErrorStatus.HOST_NOT_FOUND))
        .hasMessage(
            "resolve fe80::1%nosuch0 failed: no network interface nosuch0;"
                + " name an interface of this machine after the % sign");
  }

  @Test
  void an_interface_noted_on_an_address_that_needs_no_zone_is_left_out() throws Exception {
    byte[] octets = InetAddress.getByName("2001:db8::1").getAddress();

    HostName host = HostName.of(Inet6Address.getByAddress(null, octets, 1));

    assertThat(host.canonicalName()).isEqualTo("2001:db8::1");
  }

  @ParameterizedTest
  @CsvSource({
    "SUFFIX, example.com, example.com, true",
    "SUFFIX, example.com, www.example.com, true",
    "SUFFIX, example.com, badexample.com, false",
    "SUFFIX, example.com, com, false",
    "FULLY_QUALIFIED, example.com, Example.com., true",
    "FULLY_QUALIFIED, example.com, www.example.com, false",
    "SUFFIX, 192.0.2.1, 192.0.2.1, true",
    "SUFFIX, ::1, 1::1, false",
  })
  void a_suffix_covers_whole_labels(DomainNameType type, String rule, String name, boolean covers) {
    assertThat(type.covers(HostName.of(rule), HostName.of(name))).isEqualTo(covers);
  }
}
