package io.reactivesockets.host;

import static io.reactivesockets.host.HostNameSortOptions.NONE;
import static io.reactivesockets.host.HostNameSortOptions.OPTIMIZE_FOR_LONG_CONNECTIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointPairTest {

  /** The examples of RFC 6724, section 10.2, but for those about deprecated or home addresses. */
  @ParameterizedTest
  @CsvSource({
    "2001:db8::2, 2001:db8:1::1, 169.254.13.78, 198.51.100.121",
    "198.51.100.117, 198.51.100.121, fe80::1, 2001:db8:1::1",
    "2001:db8::2, 2001:db8:1::1, 10.1.2.4, 10.1.2.3",
    "fe80::2, fe80::1, 2001:db8::2, 2001:db8:1::1",
    "2002:c633:6401::2, 2002:c633:6401::1, 2002:c633:6401::2, 2001:db8:1::1",
    "2001:db8:1::1, 2001:db8:1::1, fe80::2, 2001:db8:1::2",
    "2001:db8:1::2, 2001:db8:1::1, 2001:db8:1::2, 2001:db8:3ffe::1",
  })
  void the_better_of_two_ways_comes_first(
      String local1, String remote1, String local2, String remote2) {
    EndpointPair better = pair(local1, remote1);
    EndpointPair worse = pair(local2, remote2);

    assertThat(EndpointPair.sorted(List.of(worse, better), NONE)).containsExactly(better, worse);
    assertThat(EndpointPair.sorted(List.of(better, worse), OPTIMIZE_FOR_LONG_CONNECTIONS))
        .containsExactly(better, worse);
  }

  @Test
  void ends_of_two_families_and_names_without_address_come_last() {
    EndpointPair name = EndpointPair.to(HostName.of("example.com"), "80");
    EndpointPair mixed = pair("192.0.2.1", "2001:db8::1");
    EndpointPair ipv4 = EndpointPair.to(HostName.of("192.0.2.9"), "80");

    List<EndpointPair> sorted =
        EndpointPair.sorted(List.of(name, mixed, ipv4), OPTIMIZE_FOR_LONG_CONNECTIONS);

    assertThat(sorted).first().isEqualTo(ipv4);
  }

  @Test
  void by_default_the_second_try_takes_two_untried_addresses() {
    EndpointPair s1d1 = pair("2001:db8::1", "2001:db8::a1");
    EndpointPair s1d2 = pair("2001:db8::1", "2001:db8::a2");
    EndpointPair s2d1 = pair("2001:db8::2", "2001:db8::a1");
    EndpointPair s2d2 = pair("2001:db8::2", "2001:db8::a2");
    List<EndpointPair> inOrder = List.of(s1d1, s1d2, s2d1, s2d2);

    assertThat(EndpointPair.sorted(inOrder, NONE)).containsExactly(s1d1, s2d2, s1d2, s2d1);
    assertThat(EndpointPair.sorted(inOrder, OPTIMIZE_FOR_LONG_CONNECTIONS))
        .containsExactlyElementsOf(inOrder);
  }

  @Test
  void sorting_is_an_order_whatever_the_input() {
    long seed = 6724;
    Random random = new Random(seed);
    List<String> addresses =
        List.of(
            "192.0.2.1",
            "10.0.0.1",
            "127.0.0.1",
            "169.254.1.1",
            "::1",
            "fe80::1",
            "fc00::1",
            "2001:db8::1",
            "2002:c000:201::1",
            "2001::1",
            "fec0::1",
            "ff02::1",
            "ff0e::1");
    for (int round = 0; round < 2_000; round++) {
      List<EndpointPair> pairs = new ArrayList<>();
      for (int i = random.nextInt(12); i > 0; i--) {
        String remote = addresses.get(random.nextInt(addresses.size()));
        pairs.add(
            random.nextInt(4) == 0
                ? EndpointPair.to(HostName.of(remote), "" + i)
                : pair(addresses.get(random.nextInt(addresses.size())), remote));
      }
      List<EndpointPair> sorted = EndpointPair.sorted(pairs, OPTIMIZE_FOR_LONG_CONNECTIONS);
      Collections.shuffle(pairs, random);
      List<EndpointPair> again = EndpointPair.sorted(sorted, OPTIMIZE_FOR_LONG_CONNECTIONS);

      assertThat(sorted)
          .describedAs("seed %d round %d", seed, round)
          .containsExactlyInAnyOrderElementsOf(pairs)
          .isEqualTo(again);
      assertThat(EndpointPair.sorted(pairs, NONE)).containsExactlyInAnyOrderElementsOf(pairs);
    }
  }

  @Test
  void a_pair_needs_a_remote_service() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EndpointPair.to(HostName.of("example.com"), ""))
        .withMessage("remoteServiceName:  (expected: a port or service name)");
  }

  private static EndpointPair pair(String local, String remote) {
    return new EndpointPair(Optional.of(HostName.of(local)), "", HostName.of(remote), "80");
  }
}
