package io.reactivesockets.host;

import static io.reactivesockets.host.NetworkCapability.INTERNET_CLIENT;
import static io.reactivesockets.host.NetworkCapability.INTERNET_CLIENT_SERVER;
import static io.reactivesockets.host.NetworkCapability.PRIVATE_NETWORK_CLIENT_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkCapabilitiesTest {
  private static final NetworkCapabilities INTERNET = NetworkCapabilities.of(INTERNET_CLIENT);
  private static final NetworkCapabilities SERVER = NetworkCapabilities.of(INTERNET_CLIENT_SERVER);
  private static final NetworkCapabilities PRIVATE =
      NetworkCapabilities.of(PRIVATE_NETWORK_CLIENT_SERVER);
  private static final int ROUNDS = 50_000;
  private static final long SEED = 918;

  private final Random random = new Random(SEED);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1111",
        "2400::",
        "2a00:1450::1",
        "::ffff:8.8.8.8",
        "::8.8.8.8",
        "::ffff:0:808:808",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
        "2001:0:808:808:0:0:f7f7:f7f7",
      })
  void a_public_address_needs_the_internet(String literal) {
    InetAddress address = address(literal);

    assertThat(INTERNET.permitsOutbound(address)).isTrue();
    assertThat(INTERNET.permitsInbound(address)).isFalse();
    assertThat(SERVER.permitsOutbound(address)).isTrue();
    assertThat(SERVER.permitsInbound(address)).isTrue();
    assertThat(PRIVATE.permitsOutbound(address)).isFalse();
    assertThat(PRIVATE.permitsInbound(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%1",
        "febf::1",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "ff0e::1",
        "100::1",
        "2001:db8::1",
        "2001:2::1",
        "3fff::1",
        "5f00::1",
        "4000::1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "::ffff:0:7f00:1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::1",
        "2001:0:a00:1:0:0:f5ff:fffe",
      })
  void all_else_needs_the_private_network(String literal) {
    InetAddress address = address(literal);

    assertThat(PRIVATE.permitsOutbound(address)).isTrue();
    assertThat(PRIVATE.permitsInbound(address)).isTrue();
    assertThat(SERVER.permitsOutbound(address)).isFalse();
    assertThat(SERVER.permitsInbound(address)).isFalse();
    assertThat(INTERNET.permitsOutbound(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2001:0:808:808:0:0:80ff:fffe", // Teredo, the client behind it at 127.0.0.1
        "2001:0:7f00:1:0:0:f7f7:f7f7", // Teredo by way of a server at 127.0.0.1
        "2a00::5efe:10.0.0.1", // ISATAP
        "2a00::200:5efe:10.0.0.1",
        "fe80::5efe:8.8.8.8",
        "2002:808:808::5efe:7f00:1",
        "64:ff9b:1::8.8.8.8", // a NAT64 of this network, whose prefix may end anywhere
        "64:ff9b:1::10.0.0.1",
      })
  void an_address_with_two_readings_needs_both(String literal) {
    InetAddress address = address(literal);

    assertThat(INTERNET.permitsOutbound(address)).isFalse();
    assertThat(PRIVATE.permitsOutbound(address)).isFalse();
    assertThat(
            NetworkCapabilities.of(INTERNET_CLIENT, PRIVATE_NETWORK_CLIENT_SERVER)
                .permitsOutbound(address))
        .isTrue();
  }

  @Test
  void no_disguise_of_an_ipv4_address_gets_more_than_the_address_itself() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] ipv4 = new byte[4];
      random.nextBytes(ipv4);
      String literal = Ipv4Literal.format(ipv4);
      String hex = String.format("%02x%02x:%02x%02x", ipv4[0], ipv4[1], ipv4[2], ipv4[3]);
      String inverted =
          String.format(
              "%02x%02x:%02x%02x",
              (byte) ~ipv4[0], (byte) ~ipv4[1], (byte) ~ipv4[2], (byte) ~ipv4[3]);
      String[] disguises = {
        "::ffff:" + literal,
        "::ffff:" + hex + "%7",
        "::" + hex,
        "::ffff:0:" + hex,
        "64:ff9b::" + literal,
        "64:ff9b:1::" + literal,
        "2002:" + hex + "::" + Integer.toHexString(random.nextInt(65_536)),
        "2001:0:" + hex + "::" + inverted,
        "2001:0:808:808::" + inverted,
        "2001:0:" + hex + "::f7f7:f7f7",
        "2a00::5efe:" + literal,
        "2a00::200:5efe:" + literal,
      };
      String disguise = disguises[random.nextInt(disguises.length)];
      String where = "seed %d round %d: %s as %s".formatted(SEED, round, literal, disguise);
      boolean permitted = INTERNET.permitsOutbound(address(literal));

      if (!permitted) {
        assertThat(INTERNET.permitsOutbound(address(disguise))).describedAs(where).isFalse();
        assertThat(SERVER.permitsInbound(address(disguise))).describedAs(where).isFalse();
      } else {
        assertThat(PRIVATE.permitsOutbound(address(disguise))).describedAs(where).isFalse();
      }
    }
  }

  @Test
  void what_the_jdk_calls_local_is_never_public() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] octets = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(octets);
      if (random.nextBoolean()) {
        int[] starts = {0, 10, 127, 169, 172, 192, 224, 0xfe, 0xfc, 0xff};
        octets[0] = (byte) starts[random.nextInt(starts.length)];
      }
      InetAddress address = InetAddress.getByAddress(octets);
      boolean local =
          address.isAnyLocalAddress()
              || address.isLoopbackAddress()
              || address.isLinkLocalAddress()
              || address.isSiteLocalAddress()
              || address.isMulticastAddress();

      assertThat(local && INTERNET.permitsOutbound(address))
          .describedAs("seed %d round %d: %s", SEED, round, address)
          .isFalse();
      assertThat(NetworkCapabilities.all().permitsOutbound(address)).isTrue();
      assertThat(NetworkCapabilities.of().permitsOutbound(address)).isFalse();
    }
  }

  @Test
  void a_refusal_names_address_and_what_is_granted() {
    InetSocketAddress metadata = new InetSocketAddress(address("169.254.169.254"), 80);

    assertThatThrownBy(() -> INTERNET.requireOutbound(metadata, SocketOperationException.CONNECT))
        .isInstanceOfSatisfying(
            SocketOperationException.class,
            e -> {
              assertThat(e.status()).isEqualTo(SocketErrorStatus.NETWORK_CAPABILITY_DENIED);
              assertThat(e.phase()).isEqualTo(SocketPhase.CONNECT);
              assertThat(e.remoteAddress()).contains(metadata);
              assertThat(e.retryable()).isFalse();
            })
        .hasMessage(
            "connect to 169.254.169.254:80 failed: the address is not public, granted is"
                + " [INTERNET_CLIENT]; grant the capability if this destination is intended");
    assertThatCode(() -> PRIVATE.requireOutbound(metadata, SocketOperationException.SEND))
        .doesNotThrowAnyException();
  }

  @Test
  void sets_are_equal_by_what_they_grant() {
    assertThat(NetworkCapabilities.of(INTERNET_CLIENT))
        .isEqualTo(INTERNET)
        .hasSameHashCodeAs(INTERNET);
    assertThat(NetworkCapabilities.of(NetworkCapability.values()))
        .isEqualTo(NetworkCapabilities.all());
    assertThat(NetworkCapabilities.all().isAll()).isTrue();
    assertThat(INTERNET.isAll()).isFalse();
    assertThat(INTERNET).hasToString("[INTERNET_CLIENT]");
  }

  private static InetAddress address(String literal) {
    return HostName.of(literal).toInetAddress().orElseThrow();
  }
}
