package io.reactivesockets.host;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A service: a port number, a name of the machine's services file, or else the name of a DNS
 * service (<a href="https://www.rfc-editor.org/rfc/rfc2782">RFC 2782</a>).
 */
public final class ServiceName {
  private static final int MAX_PORT = 65_535;
  private static final int MAX_LENGTH = 253;
  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final Pattern ALLOWED = Pattern.compile("[\\x21-\\x7e]+");
  private static final Pattern PORT = Pattern.compile("\\d{1,5}");

  private final String name;
  private final OptionalInt literal;

  private ServiceName(String name, OptionalInt literal) {
    this.name = name;
    this.literal = literal;
  }

  /**
   * Returns the service of a name.
   *
   * @param name a decimal port, 0 to 65535, or a name in ASCII without blanks
   * @return the service
   * @throws IllegalArgumentException if it is neither
   */
  public static ServiceName of(String name) {
    Objects.requireNonNull(name, "name");
    if (DIGITS.matcher(name).matches()) {
      return new ServiceName(name, OptionalInt.of(port(name)));
    }
    if (name.length() > MAX_LENGTH || !ALLOWED.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "service name: " + name + " (expected: a port or a name in ASCII without blanks)");
    }
    return new ServiceName(name, OptionalInt.empty());
  }

  /**
   * Returns the service of a port.
   *
   * @param port 0 to 65535
   * @return the service
   * @throws IllegalArgumentException if it is out of range
   */
  public static ServiceName of(int port) {
    return of(Integer.toString(port));
  }

  private static int port(String digits) {
    int port = PORT.matcher(digits).matches() ? Integer.parseInt(digits) : Integer.MAX_VALUE;
    if (port > MAX_PORT) {
      throw new IllegalArgumentException("port: " + digits + " (expected: 0..65535)");
    }
    return port;
  }

  /**
   * Returns the port that this name spells out.
   *
   * @return the port, empty if the name is not a number
   */
  public OptionalInt literalPort() {
    return literal;
  }

  /**
   * Returns the port, if it is known without DNS.
   *
   * <p>A number is known at once. Else the machine's services file decides, which is read at the
   * first such call in the JVM: do not make that one on an event loop.
   *
   * @param protocol what the service is used with
   * @return the port, empty if only DNS may know it
   */
  public OptionalInt port(ServiceProtocol protocol) {
    return literal.isPresent() ? literal : ServicesFile.system().port(name, protocol);
  }

  /**
   * Returns the DNS name at which the SRV records of this service for a domain are found: {@code
   * xmpp-client} at {@code contoso.com} is {@code _xmpp-client._tcp.contoso.com}; of a hierarchy,
   * {@code xmpp-client._service01}, it is {@code _xmpp-client._service01._tcp.contoso.com}.
   *
   * @param domain the domain, a domain name
   * @param protocol what the service is used with
   * @return the name to query
   * @throws IllegalArgumentException if this service is a number or cannot be part of a DNS name,
   *     the domain is an address, or the whole is longer than a DNS name may be
   */
  public String srvQueryName(HostName domain, ServiceProtocol protocol) {
    if (domain.type() != HostNameType.DOMAIN_NAME) {
      throw new IllegalArgumentException("domain: " + domain + " (expected: a domain name)");
    }
    String service = name.startsWith("_") ? name.substring(1) : name;
    for (String label : service.split("\\.", -1)) {
      if (literal.isPresent() || !DomainName.isLabel(label)) {
        throw new IllegalArgumentException(
            "service name: " + name + " (expected: labels of letters, digits, hyphens)");
      }
    }
    String query = "_" + service + "._" + protocol.label() + "." + domain.lookupName();
    if (query.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "service name: "
              + name
              + " (expected: at most 253 characters together with "
              + domain
              + ")");
    }
    return query;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ServiceName service && name.equals(service.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /**
   * Returns the name as it was given.
   *
   * @return the name
   */
  @Override
  public String toString() {
    return name;
  }
}
