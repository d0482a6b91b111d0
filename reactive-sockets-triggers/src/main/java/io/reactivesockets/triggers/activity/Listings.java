package io.reactivesockets.triggers.activity;

import io.reactivesockets.triggers.wire.Message;
import io.reactivesockets.triggers.wire.SocketRecord;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the broker holds, page by page. */
final class Listings {

  private Listings() {}

  static Flux<SocketRecord> all(BrokerLink link) {
    return page(link, "")
        .expand(page -> page.next().isEmpty() ? Mono.empty() : page(link, page.next()))
        .flatMapIterable(Message.Page::sockets);
  }

  private static Mono<Message.Page> page(BrokerLink link, String after) {
    return link.ask("list", "", request -> new Message.Listing(request, after))
        .cast(Message.Page.class);
  }
}
