package io.reactivesockets.transport.netty;

import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import io.reactivesockets.transport.TransportProvider;
import org.jspecify.annotations.Nullable;

/** Finds out whether nio works here, and opens transports on it. */
public final class NioTransportProvider implements TransportProvider {

  /** For {@link java.util.ServiceLoader}. */
  public NioTransportProvider() {}

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public @Nullable Throwable unavailability() {
    return null;
  }

  @Override
  public Transport open(TransportControl control) {
    return new NioTransport(name(), control);
  }
}
