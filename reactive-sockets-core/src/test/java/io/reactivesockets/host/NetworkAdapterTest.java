package io.reactivesockets.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkAdapterTest {
  private static final HostName LOOPBACK = HostName.of("127.0.0.1");

  @Test
  void the_adapter_of_an_address_tells_its_prefix() {
    NetworkAdapter adapter = NetworkAdapter.of(LOOPBACK).orElseThrow();

    assertThat(adapter.isLoopback()).isTrue();
    assertThat(adapter.isUp()).isTrue();
    assertThat(adapter.index()).isPositive();
    assertThat(adapter.hostNames()).contains(LOOPBACK);
    HostName own = adapter.hostNames().stream().filter(LOOPBACK::equals).findFirst().orElseThrow();
    IpInformation information = own.ipInformation().orElseThrow();
    assertThat(information.networkAdapter()).isSameAs(adapter);
    assertThat(information.prefixLength()).hasValue(8);
    assertThat(information).hasToString(adapter.name() + "/8");
  }

  @Test
  void an_adapter_is_found_by_name_and_is_the_same_at_each_look() {
    NetworkAdapter adapter = NetworkAdapter.of(LOOPBACK).orElseThrow();

    assertThat(NetworkAdapter.byName(adapter.name())).contains(adapter);
    assertThat(NetworkAdapter.all()).contains(adapter);
    assertThat(NetworkAdapter.byName(adapter.name()).orElseThrow().id()).isEqualTo(adapter.id());
    assertThat(NetworkAdapter.byName("nosuch0")).isEmpty();
    assertThat(NetworkAdapter.of(HostName.of("198.51.100.77"))).isEmpty();
    assertThat(NetworkAdapter.of(HostName.of("localhost"))).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void linux_tells_the_kind_of_the_loopback_adapter_and_no_speed() {
    NetworkAdapter loopback = NetworkAdapter.byName("lo").orElseThrow();

    assertThat(loopback.ianaInterfaceType()).hasValue(24);
    assertThat(loopback.maximumTransmissionUnit()).isNotEmpty();
    assertThat(loopback.inboundMaxBitsPerSecond()).isEmpty();
    assertThat(loopback.outboundMaxBitsPerSecond()).isEmpty();
  }

  @Test
  void all_adapters_of_the_jdk_are_there() throws Exception {
    assertThat(NetworkAdapter.all())
        .extracting(NetworkAdapter::name)
        .containsExactlyInAnyOrderElementsOf(
            NetworkInterface.networkInterfaces().map(NetworkInterface::getName).toList());
  }

  @Test
  void the_names_of_this_machine_include_its_addresses() {
    assertThat(NetworkInformation.hostNames())
        .contains(HostName.of(InetAddress.getLoopbackAddress()))
        .filteredOn(host -> host.type() != HostNameType.DOMAIN_NAME)
        .allSatisfy(host -> assertThat(host.ipInformation()).isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1000, false, 6, 1000000000",
    "1, -1, true, 71, ",
    "772, , false, 24, ",
    "512, 0, false, 23, ",
    "768, 10, false, 131, 10000000",
    "65534, 10, false, 131, 10000000",
    "801, 54, false, 71, 54000000",
    "24, 400, false, 144, 400000000",
    "9999, 1, false, 1, 1000000",
    "x, y, false, , ",
    ", , false, , ",
  })
  void a_device_directory_tells_kind_and_speed(
      String type, String speed, boolean wireless, Integer iana, Long bits, @TempDir Path device)
      throws IOException {
    if (type != null) {
      Files.writeString(device.resolve("type"), type + "\n");
    }
    if (speed != null) {
      Files.writeString(device.resolve("speed"), speed + "\n");
    }
    if (wireless) {
      Files.createDirectory(device.resolve("wireless"));
    }

    SysfsLink link = new SysfsLink(device);

    assertThat(link.ianaInterfaceType().stream().boxed().findFirst().orElse(null)).isEqualTo(iana);
    assertThat(link.bitsPerSecond().stream().boxed().findFirst().orElse(null)).isEqualTo(bits);
  }
}
