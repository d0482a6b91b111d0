package io.reactivesockets.host;

/** Names that hold where a machine, such as a small container, has no services file. */
final class WellKnownServices {
  static final String TEXT =
      """
      echo 7/tcp
      echo 7/udp
      discard 9/tcp
      discard 9/udp
      ftp 21/tcp
      ssh 22/tcp
      telnet 23/tcp
      smtp 25/tcp mail
      domain 53/tcp
      domain 53/udp
      tftp 69/udp
      http 80/tcp www
      pop3 110/tcp
      ntp 123/udp
      imap2 143/tcp imap
      snmp 161/udp
      ldap 389/tcp
      ldap 389/udp
      https 443/tcp
      https 443/udp
      submissions 465/tcp
      syslog 514/udp
      submission 587/tcp
      ldaps 636/tcp
      imaps 993/tcp
      pop3s 995/tcp
      socks 1080/tcp
      mqtt 1883/tcp
      stun 3478/tcp
      stun 3478/udp
      turn 3478/tcp
      turn 3478/udp
      mysql 3306/tcp
      sip 5060/tcp
      sip 5060/udp
      sips 5061/tcp
      mdns 5353/udp
      postgresql 5432/tcp
      amqps 5671/tcp
      amqp 5672/tcp
      redis 6379/tcp
      secure-mqtt 8883/tcp
      """;

  private WellKnownServices() {}
}
