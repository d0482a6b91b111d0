package io.reactivesockets.host;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** A host name or address. */
public final class HostName {
  private final String name;

  private HostName(String name) {
    this.name = name;
  }

  /**
   * Parses.
   *
   * @param name the name
   * @return the name
   */
  public static HostName of(String name) {
    return new HostName(name);
  }

  /**
   * Wraps.
   *
   * @param address an address
   * @return the name
   */
  public static HostName of(InetAddress address) {
    return new HostName(address.getHostAddress());
  }

  /**
   * Returns the canonical name.
   *
   * @return the name
   */
  public String canonicalName() {
    return name;
  }

  /**
   * Returns the address of a literal.
   *
   * @return the address
   */
  public Optional<InetAddress> toInetAddress() {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(name);
    try {
      return bytes == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(bytes));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
