package io.reactivesockets.samples.rsock.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.reactivesockets.framing.Framing;
import io.reactivesockets.framing.TextFramer;
import io.reactivesockets.host.HostName;
import reactor.core.publisher.Mono;

/** The stream features of XMPP, as far as TLS needs them. */
final class XmppStartTls {

  private static final int LONGEST_ELEMENT = 65_536;
  private static final TextFramer FEATURES =
      Framing.delimiter(LONGEST_ELEMENT, "</stream:features>").text(UTF_8);
  private static final TextFramer ELEMENT = Framing.delimiter(LONGEST_ELEMENT, ">").text(UTF_8);

  private static final String OPENING =
      "<?xml version='1.0'?><stream:stream xmlns='jabber:client'"
          + " xmlns:stream='http://etherx.jabber.org/streams' to='%s' version='1.0'>";

  private XmppStartTls() {}

  static Mono<?> ask(Dialogue talk, HostName host) {
    return talk.line(OPENING.formatted(host.canonicalName()))
        .then(talk.next(FEATURES::newDecoder))
        .doOnNext(features -> StartTls.offered(talk, features, "<STARTTLS"))
        .then(talk.line("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"))
        .then(talk.next(ELEMENT::newDecoder))
        .doOnNext(
            answer -> {
              if (!answer.strip().startsWith("<proceed")) {
                throw talk.refused("the server answers '" + answer.strip() + ">'");
              }
            });
  }
}
