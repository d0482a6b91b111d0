package io.reactivesockets.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Properties of the text forms of addresses, over many random ones. */
class AddressFormsTest {
  private static final int ROUNDS = 20_000;
  private static final long SEED = 20_261_122;

  private final Random random = new Random(SEED);

  @Test
  void every_way_to_write_an_ipv6_address_is_the_same_host() throws UnknownHostException {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] octets = sparseOctets();
      InetAddress address = InetAddress.getByAddress(octets);
      String written = write(octets);

      HostName host = HostName.of(written);

      assertThat(host.toInetAddress())
          .describedAs("seed %d round %d: %s", SEED, round, written)
          .contains(address);
      if (address.getAddress().length == octets.length) {
        assertThat(HostName.of(address)).isEqualTo(host);
      }
      assertThat(HostName.of(host.canonicalName())).isEqualTo(host);
    }
  }

  @Test
  void only_the_canonical_form_of_an_ipv4_address_is_taken() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] octets = new byte[4];
      random.nextBytes(octets);
      String canonical = Ipv4Literal.format(octets);
      String written = writeLoosely(octets);
      String where = "seed %d round %d: %s".formatted(SEED, round, written);

      if (written.equals(canonical)) {
        assertThat(HostName.of(written).type()).describedAs(where).isEqualTo(HostNameType.IPV4);
      } else {
        assertThatIllegalArgumentException()
            .describedAs(where)
            .isThrownBy(() -> HostName.of(written))
            .withMessageContaining("such as " + canonical + ",");
      }
    }
  }

  @Test
  void random_text_is_refused_or_comes_back_as_the_same_host() {
    String alphabet = "01789aAfFxX.:%[]-_zZ ü";
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder text = new StringBuilder();
      for (int length = 1 + random.nextInt(12); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      HostName host;
      try {
        host = HostName.of(text.toString());
      } catch (IllegalArgumentException e) {
        continue;
      }
      assertThat(HostName.of(host.canonicalName()))
          .describedAs("seed %d round %d: %s", SEED, round, text)
          .isEqualTo(host)
          .extracting(HostName::type)
          .isEqualTo(host.type());
    }
  }

  private byte[] sparseOctets() {
    byte[] octets = new byte[16];
    random.nextBytes(octets);
    for (int group = 0; group < 8; group++) {
      if (random.nextInt(3) > 0) {
        octets[2 * group] = 0;
        octets[2 * group + 1] = (byte) (random.nextBoolean() ? 0 : random.nextInt(256));
      }
    }
    return octets;
  }

  private String write(byte[] octets) {
    String[] groups = new String[8];
    for (int i = 0; i < 8; i++) {
      int value = ((octets[2 * i] & 0xff) << 8) | (octets[2 * i + 1] & 0xff);
      String digits = String.format(random.nextBoolean() ? "%04x" : "%x", value);
      groups[i] = random.nextBoolean() ? digits.toUpperCase(Locale.ROOT) : digits;
    }
    String text = String.join(":", groups);
    if (random.nextInt(4) == 0) {
      text =
          text.replaceFirst(
              "[^:]+:[^:]+$",
              "%d.%d.%d.%d"
                  .formatted(
                      octets[12] & 0xff, octets[13] & 0xff, octets[14] & 0xff, octets[15] & 0xff));
    }
    if (random.nextBoolean()) {
      text = text.replaceFirst("(^|:)(0{1,4}:)+", "::");
    }
    return random.nextInt(4) == 0 ? "[" + text + "]" : text;
  }

  private String writeLoosely(byte[] octets) {
    int parts = 1 + random.nextInt(4);
    long whole = 0;
    for (byte octet : octets) {
      whole = (whole << 8) | (octet & 0xff);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts - 1; i++) {
      text.append(number(octets[i] & 0xff)).append('.');
    }
    return text.append(number(whole & ((1L << (8 * (5 - parts))) - 1))).toString();
  }

  private String number(long value) {
    return switch (random.nextInt(4)) {
      case 0 -> "0" + Long.toOctalString(value);
      case 1 -> "0x" + Long.toHexString(value);
      default -> Long.toString(value);
    };
  }
}
