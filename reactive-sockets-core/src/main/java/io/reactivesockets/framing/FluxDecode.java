package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;

/** Runs a decoder of its own for each subscription over the bytes of a publisher. */
final class FluxDecode<T> extends FluxOperator<ByteBuffer, T> {
  private final Supplier<? extends ByteDecoder<T>> decoders;

  FluxDecode(Flux<ByteBuffer> bytes, Supplier<? extends ByteDecoder<T>> decoders) {
    super(bytes);
    this.decoders = decoders;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    ByteDecoder<T> decoder;
    try {
      decoder = Objects.requireNonNull(decoders.get(), "the supplied decoder is null");
    } catch (Throwable e) {
      Operators.error(actual, Operators.onOperatorError(e, actual.currentContext()));
      return;
    }
    source.subscribe(new DecodeSubscriber<>(actual, decoder));
  }
}
