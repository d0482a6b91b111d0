package io.reactivesockets.transport.netty;

import io.netty.channel.kqueue.KQueue;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import io.reactivesockets.transport.TransportProvider;
import org.jspecify.annotations.Nullable;

/** Finds out whether kqueue works here, and opens transports on it. */
public final class KQueueTransportProvider implements TransportProvider {

  /** For {@link java.util.ServiceLoader}. */
  public KQueueTransportProvider() {}

  @Override
  public String name() {
    return "kqueue";
  }

  @Override
  public int rank() {
    return 10;
  }

  @Override
  public @Nullable Throwable unavailability() {
    return KQueue.unavailabilityCause();
  }

  @Override
  public Transport open(TransportControl control) {
    return new KQueueTransport(name(), control);
  }
}
