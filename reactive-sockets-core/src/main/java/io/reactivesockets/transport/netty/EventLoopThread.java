package io.reactivesockets.transport.netty;

import io.netty.util.concurrent.FastThreadLocalThread;
import reactor.core.scheduler.NonBlocking;

/** A daemon thread of an event loop, on which Reactor refuses to block. */
final class EventLoopThread extends FastThreadLocalThread implements NonBlocking {

  EventLoopThread(Runnable work, String name) {
    super(work, name);
    setDaemon(true);
  }
}
