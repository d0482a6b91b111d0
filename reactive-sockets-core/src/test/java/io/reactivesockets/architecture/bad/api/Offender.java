package io.reactivesockets.architecture.bad.api;

import io.netty.channel.ChannelFuture;
import java.util.logging.Logger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;

/** Prints, logs and blocks. */
public final class Offender {

  /** For users. */
  public Offender() {}

  static void prints() {
    System.out.println("print");
  }

  static void logs() {
    Logger.getLogger("log").info("log");
  }

  static void blocks(Mono<String> mono) {
    mono.block();
  }

  static void blocksLast(Flux<String> flux) {
    flux.blockLast();
  }

  static void awaits(ChannelFuture future) {
    future.syncUninterruptibly();
  }

  static void disposes(DisposableServer server) {
    server.disposeNow();
  }

  static void sleeps() throws InterruptedException {
    Thread.sleep(1);
  }
}
