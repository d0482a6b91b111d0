package io.reactivesockets.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What Linux shows of a network device in its sys file system; elsewhere there is nothing. */
final class SysfsLink {
  private static final Path DEVICES = Path.of("/sys/class/net");
  private static final long BITS_PER_MEGABIT = 1_000_000;

  private static final int OTHER = 1;
  private static final int ETHERNET = 6;
  private static final int TOKEN_RING = 9;
  private static final int PPP = 23;
  private static final int LOOPBACK = 24;
  private static final int ATM = 37;
  private static final int WIRELESS = 71;
  private static final int TUNNEL = 131;
  private static final int FIREWIRE = 144;
  private static final int INFINIBAND = 199;

  private final Path device;

  SysfsLink(Path device) {
    this.device = device;
  }

  static SysfsLink of(String name) {
    return new SysfsLink(DEVICES.resolve(name));
  }

  /** Turns the hardware type of Linux (if_arp.h) into a number of the IANA registry. */
  OptionalInt ianaInterfaceType() {
    OptionalLong type = number("type");
    if (type.isEmpty()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        switch ((int) type.getAsLong()) {
          case 1 -> isWireless() ? WIRELESS : ETHERNET;
          case 19 -> ATM;
          case 24 -> FIREWIRE;
          case 32 -> INFINIBAND;
          case 512 -> PPP;
          case 768, 769, 776, 778, 823 -> TUNNEL; // IP in IP, IPv6 in IPv6, SIT, GRE, GRE over IPv6
          case 772 -> LOOPBACK;
          case 800 -> TOKEN_RING;
          case 801, 802, 803 -> WIRELESS;
          case 65534 -> TUNNEL; // no link layer: TUN, WireGuard
          default -> OTHER;
        });
  }

  private boolean isWireless() {
    return Files.exists(device.resolve("wireless")) || Files.exists(device.resolve("phy80211"));
  }

  /** Empty for devices without a speed, which show an error or a number below 1. */
  OptionalLong bitsPerSecond() {
    OptionalLong megabits = number("speed");
    return megabits.isPresent() && megabits.getAsLong() > 0
        ? OptionalLong.of(megabits.getAsLong() * BITS_PER_MEGABIT)
        : OptionalLong.empty();
  }

  private OptionalLong number(String file) {
    try {
      String text = Files.readString(device.resolve(file), StandardCharsets.US_ASCII);
      return OptionalLong.of(Long.parseLong(text.strip()));
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
