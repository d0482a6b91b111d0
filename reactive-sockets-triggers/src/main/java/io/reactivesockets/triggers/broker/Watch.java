package io.reactivesockets.triggers.broker;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits once until there is something to read, without reading it. */
final class Watch implements EpollIoHandle {

  private static final EpollIoOps INTEREST = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP);

  private final FileDescriptor descriptor;
  private final Consumer<EpollIoOps> ready;
  private @Nullable IoRegistration registration;
  private boolean over;

  private Watch(int descriptor, Consumer<EpollIoOps> ready) {
    this.descriptor = new FileDescriptor(descriptor);
    this.ready = ready;
  }

  /** Watches a descriptor that stays the caller's, on the event loop. */
  static Watch start(IoEventLoop loop, int descriptor, Consumer<EpollIoOps> ready) {
    Watch watch = new Watch(descriptor, ready);
    loop.register(watch)
        .addListener(
            done -> {
              if (done.isSuccess()) {
                watch.registered((IoRegistration) done.getNow());
              } else if (!watch.over) {
                watch.over = true;
                ready.accept(EpollIoOps.EPOLLERR);
              }
            });
    return watch;
  }

  private void registered(IoRegistration made) {
    if (over) {
      made.cancel();
    } else {
      registration = made;
      made.submit(INTEREST);
    }
  }

  /** Watches no more; after that the descriptor may be closed or handed on. */
  void stop() {
    over = true;
    if (registration != null) {
      registration.cancel();
      registration = null;
    }
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public void handle(IoRegistration of, IoEvent event) {
    if (!over) {
      stop();
      ready.accept(((EpollIoEvent) event).ops());
    }
  }

  /** The event loop ends; the descriptor is not this watch's to close. */
  @Override
  public void close() {
    over = true;
  }
}
