package io.reactivesockets.host;

/** What kind of name a {@link HostName} is. */
public enum HostNameType {
  /** A name to be looked up, in DNS or the machine's hosts file. */
  DOMAIN_NAME,

  /** An IPv4 address in dotted decimal form. */
  IPV4,

  /** An IPv6 address, perhaps with a zone. */
  IPV6,

  /** The hardware address of a Bluetooth device. */
  BLUETOOTH
}
