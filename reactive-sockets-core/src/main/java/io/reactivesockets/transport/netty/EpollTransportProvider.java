package io.reactivesockets.transport.netty;

import io.netty.channel.epoll.Epoll;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import io.reactivesockets.transport.TransportProvider;
import org.jspecify.annotations.Nullable;

/** Finds out whether epoll works here, and opens transports on it. */
public final class EpollTransportProvider implements TransportProvider {

  /** For {@link java.util.ServiceLoader}. */
  public EpollTransportProvider() {}

  @Override
  public String name() {
    return "epoll";
  }

  @Override
  public int rank() {
    return 30;
  }

  @Override
  public @Nullable Throwable unavailability() {
    return Epoll.unavailabilityCause();
  }

  @Override
  public Transport open(TransportControl control) {
    return new EpollTransport(name(), control);
  }
}
