package io.reactivesockets.transport.netty;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Numbers the threads of one transport: {@code reactive-sockets-epoll-1} and so on. */
final class EventLoopThreads implements ThreadFactory {

  private final String prefix;
  private final AtomicInteger count = new AtomicInteger();

  EventLoopThreads(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public Thread newThread(Runnable work) {
    return new EventLoopThread(work, prefix + "-" + count.incrementAndGet());
  }
}
