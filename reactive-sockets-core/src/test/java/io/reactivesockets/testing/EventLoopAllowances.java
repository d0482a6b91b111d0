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
    // The guard takes notes on any thread.
    builder.allowBlockingCallsInside("io.reactivesockets.testing.Incidents", "record");
  }

  private static void blocked(BlockingMethod method) {
    BlockingOperationError error = new BlockingOperationError(method);
    Incidents.record("event loop blocked", error);
    throw error;
  }
}
