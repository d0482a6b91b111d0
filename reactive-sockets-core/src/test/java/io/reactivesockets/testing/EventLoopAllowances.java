package io.reactivesockets.testing;

import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Makes a blocked event loop fail the test that runs, even where the error is swallowed, and names
 * the few blocking calls that are right in a test JVM. Those of Netty, Reactor, logback and class
 * loading come with Netty, Reactor and BlockHound.
 */
public final class EventLoopAllowances implements BlockHoundIntegration {

  /** For the service loader. */
  public EventLoopAllowances() {}

  @Override
  public void applyTo(BlockHound.Builder builder) {
    builder.blockingMethodCallback(EventLoopAllowances::blocked);
    allow(builder);
  }

  private static void allow(BlockHound.Builder builder) {
    // Netty's default allocator takes short locks that another thread may hold for a moment.
    builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$Magazine", "free");
    builder.allowBlockingCallsInside(
        "io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "free");

    // A ring that is being closed waits for the threads that are about to wake it.
    builder.allowBlockingCallsInside("io.netty.channel.uring.IoUringIoHandler", "closeWakeupGate");

    // An idle loop of Netty's local transport waits by parking; its tasks run elsewhere.
    builder.allowBlockingCallsInside("io.netty.channel.local.LocalIoHandler", "run");

    // The guard takes notes on any thread.
    builder.allowBlockingCallsInside("io.reactivesockets.testing.Incidents", "record");
    // Netty's allocator takes a lock for the length of a few instructions when it grows.
    builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate");
  }

  private static void blocked(BlockingMethod method) {
    BlockingOperationError error = new BlockingOperationError(method);
    Incidents.record("event loop blocked", error);
    throw error;
  }
}
