package io.reactivesockets.transport.netty;

import io.netty.channel.uring.IoUring;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import io.reactivesockets.transport.TransportProvider;
import org.jspecify.annotations.Nullable;

/** Finds out whether io_uring works here, and opens transports on it. */
public final class IoUringTransportProvider implements TransportProvider {

  private static final String ACCEPT_MULTISHOT = "io.netty.iouring.acceptMultiShotEnabled";

  static {
    // A multishot accept takes every connection of the backlog, asked for or not. Whoever wants it
    // all the same sets the property.
    if (System.getProperty(ACCEPT_MULTISHOT) == null) {
      System.setProperty(ACCEPT_MULTISHOT, "false");
    }
  }

  /** For {@link java.util.ServiceLoader}. */
  public IoUringTransportProvider() {}

  @Override
  public String name() {
    return "io_uring";
  }

  @Override
  public int rank() {
    return 20;
  }

  @Override
  public @Nullable Throwable unavailability() {
    return IoUring.unavailabilityCause();
  }

  @Override
  public Transport open(TransportControl control) {
    return new IoUringTransport(name(), control);
  }
}
