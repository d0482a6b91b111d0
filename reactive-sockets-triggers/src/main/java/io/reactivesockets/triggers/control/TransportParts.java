package io.reactivesockets.triggers.control;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * What a channel does with a transport, beside connecting it and keeping it alive. Never changed
 * once a transport has it.
 */
final class TransportParts<T> {

  String protocol = "own";
  boolean reconnectsItself;
  Consumer<T> adopt = transport -> {};
  Function<T, Publisher<Void>> closed = transport -> Mono.never();
  Function<T, Publisher<Boolean>> readable = transport -> Mono.never();
  Function<T, Publisher<Void>> flush = transport -> Mono.empty();
  Function<T, Publisher<Void>> close = transport -> Mono.empty();
  Function<T, Publisher<Void>> abandon = transport -> Mono.empty();
  ToLongFunction<T> traffic = transport -> 0;
  Function<T, Optional<InetSocketAddress>> local = transport -> Optional.empty();
  Function<T, Optional<InetSocketAddress>> remote = transport -> Optional.empty();
  Function<T, String> host = transport -> "";

  TransportParts<T> copy() {
    TransportParts<T> copy = new TransportParts<>();
    copy.protocol = protocol;
    copy.reconnectsItself = reconnectsItself;
    copy.adopt = adopt;
    copy.closed = closed;
    copy.readable = readable;
    copy.flush = flush;
    copy.close = close;
    copy.abandon = abandon;
    copy.traffic = traffic;
    copy.local = local;
    copy.remote = remote;
    copy.host = host;
    return copy;
  }
}
