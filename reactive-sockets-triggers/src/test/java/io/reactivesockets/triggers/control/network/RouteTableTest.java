package io.reactivesockets.triggers.control.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows of the kernel's tables, as it writes them on a little-endian machine. */
@Tag("once")
class RouteTableTest {

  private static final RouteTable TABLE =
      new RouteTable(
          Stream.concat(
                  Stream.of(
                          "eth0\t00000000\t0102000A\t0003\t0\t0\t100\t00000000\t0\t0\t0",
                          "wlan0\t00000000\t01FEA8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0",
                          "eth0\t0002000A\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0",
                          "eth1\t00007AC6\t00000000\t0201\t0\t0\t0\t0000FFFF\t0\t0\t0")
                      .map(RouteTable::ipv4),
                  Stream.of(
                          "20010db8000000000000000000000000 40 00000000000000000000000000000000 00"
                              + " 00000000000000000000000000000000 00000100 00000001 00000000"
                              + " 00000001     eth0",
                          "00000000000000000000000000000000 00 00000000000000000000000000000000 00"
                              + " fe800000000000000000000000000001 00000400 00000001 00000000"
                              + " 00000003     eth0",
                          "00000000000000000000000000000000 00 00000000000000000000000000000000 00"
                              + " 00000000000000000000000000000000 ffffffff 00000001 00000000"
                              + " 00200200       lo")
                      .map(RouteTable::ipv6))
              .flatMap(Optional::stream)
              .toList());

  @Test
  void the_most_specific_route_is_taken() throws UnknownHostException {
    assertThat(to("10.0.2.77")).hasValueSatisfying(r -> assertThat(r.gateway()).isEmpty());
    assertThat(to("2001:db8::9"))
        .hasValueSatisfying(r -> assertThat(r.prefixLength()).isEqualTo(64));
  }

  @Test
  void of_two_defaults_the_cheaper_one_is_taken() throws UnknownHostException {
    assertThat(to("203.0.113.7"))
        .hasValueSatisfying(
            r -> {
              assertThat(r.device()).isEqualTo("eth0");
              assertThat(r.gateway()).isEqualTo("10.0.2.1");
            });
  }

  @Test
  void ipv6_has_its_own_default() throws UnknownHostException {
    assertThat(to("2001:db8:1::1"))
        .hasValueSatisfying(r -> assertThat(r.gateway()).startsWith("fe80:"));
  }

  @Test
  void routes_that_refuse_lead_nowhere() throws UnknownHostException {
    assertThat(to("198.122.1.1")).hasValueSatisfying(r -> assertThat(r.prefixLength()).isZero());
  }

  @Test
  void what_is_no_row_is_left_out() {
    assertThat(List.of("", "eth0 00000000", "one two three"))
        .allSatisfy(
            line -> {
              assertThat(RouteTable.ipv4(line)).isEmpty();
              assertThat(RouteTable.ipv6(line)).isEmpty();
            });
  }

  private static Optional<Route> to(String address) throws UnknownHostException {
    return TABLE.to(InetAddress.getByName(address));
  }
}
