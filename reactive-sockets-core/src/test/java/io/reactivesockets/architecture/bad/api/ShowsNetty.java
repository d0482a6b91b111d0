package io.reactivesockets.architecture.bad.api;

import io.netty.buffer.ByteBuf;
import io.reactivesockets.architecture.bad.internal.Hidden;
import java.util.List;
import reactor.core.publisher.Flux;

/** Shows users what they should not see. */
public abstract class ShowsNetty {

  /** For users. */
  protected ShowsNetty() {}

  /** A type of Netty inside a generic type. */
  public abstract Flux<List<ByteBuf>> buffers();

  /** A type that is not exported. */
  public abstract void take(Hidden[] hidden);

  /** A type that is not public. */
  abstract static class NotShown {}

  /** Fine. */
  public abstract Flux<byte[]> bytes();
}
