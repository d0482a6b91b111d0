package io.reactivesockets.triggers.broker;

import io.netty.channel.IoEventLoop;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings news to the broker's event loop, which may have ended while they were on their way. */
final class Later {

  private static final Logger LOG = LoggerFactory.getLogger(Later.class);

  private Later() {}

  static void on(IoEventLoop loop, Runnable news) {
    try {
      if (!loop.isShuttingDown()) {
        loop.execute(news);
      }
    } catch (RejectedExecutionException e) {
      LOG.debug("the broker has ended before it could hear the news", e);
    }
  }
}
