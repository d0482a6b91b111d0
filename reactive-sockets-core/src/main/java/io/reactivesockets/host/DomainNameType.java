package io.reactivesockets.host;

/** How a domain name in a rule, such as a list of hosts to reach without a proxy, is meant. */
public enum DomainNameType {
  /** The name and all names below it. */
  SUFFIX,

  /** That name alone. */
  FULLY_QUALIFIED;

  /**
   * Tells whether a rule of this type covers a name.
   *
   * <p>Labels are compared whole: {@code example.com} as a suffix covers {@code www.example.com},
   * but not {@code badexample.com}. An address is covered by itself only.
   *
   * @param rule the name in the rule
   * @param name the name in question
   * @return {@code true} if the rule is meant for the name
   */
  public boolean covers(HostName rule, HostName name) {
    if (rule.equals(name)) {
      return true;
    }
    return this == SUFFIX
        && rule.type() == HostNameType.DOMAIN_NAME
        && name.type() == HostNameType.DOMAIN_NAME
        && name.canonicalName().endsWith("." + rule.canonicalName());
  }
}
