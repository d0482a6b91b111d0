package io.reactivesockets.triggers.wire;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Identifiers of requests. They need to be unique on one connection only, so no secure random
 * source is asked, which could block.
 */
public final class RequestIds {

  private static final AtomicLong LAST = new AtomicLong();

  private RequestIds() {}

  /**
   * Makes an identifier.
   *
   * @return another one each time
   */
  public static UUID next() {
    return new UUID(ProcessHandle.current().pid(), LAST.incrementAndGet());
  }
}
