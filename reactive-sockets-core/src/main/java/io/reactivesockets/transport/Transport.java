package io.reactivesockets.transport;

import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * The ground that sockets stand on: event loops, channels and name resolution.
 *
 * <p>{@link #system()} is what sockets use unless their Control names another. Each kind has one
 * shared instance, made at its first use, whose threads are daemons; {@link #open(String,
 * TransportControl)} makes further ones, which their owner shuts down.
 *
 * <p>Instances are safe for use by several threads.
 */
public interface Transport {

  /** The system property that names the transport {@link #system()} gives. */
  String PROPERTY = "io.reactivesockets.transport";

  /**
   * Returns the transport that sockets use by default: the one named by the system property {@value
   * #PROPERTY}, else the fastest one that works here.
   *
   * @return the shared instance
   * @throws IllegalStateException if the property names a transport that is not available
   */
  static Transport system() {
    return SharedTransports.system();
  }

  /**
   * Returns the transport on {@code java.nio}, which works everywhere.
   *
   * @return the shared instance
   */
  static Transport nio() {
    return byName("nio");
  }

  /**
   * Returns the transport on epoll(7), for Linux.
   *
   * @return the shared instance
   * @throws IllegalStateException if it is not available here
   */
  static Transport epoll() {
    return byName("epoll");
  }

  /**
   * Returns the transport on io_uring(7), for Linux 5.11 and later where no policy forbids it.
   *
   * @return the shared instance
   * @throws IllegalStateException if it is not available here
   */
  static Transport ioUring() {
    return byName("io_uring");
  }

  /**
   * Returns the transport on kqueue(2), for macOS.
   *
   * @return the shared instance
   * @throws IllegalStateException if it is not available here
   */
  static Transport kqueue() {
    return byName("kqueue");
  }

  /**
   * Returns the shared transport of a name.
   *
   * @param name {@code nio}, {@code epoll}, {@code io_uring}, {@code kqueue}, or what another
   *     {@link TransportProvider} on the class path is called
   * @return the shared instance
   * @throws IllegalArgumentException if no provider has that name
   * @throws IllegalStateException if the provider cannot work here; the cause says why
   */
  static Transport byName(String name) {
    return SharedTransports.byName(name);
  }

  /**
   * Returns the names of the transports that work here, the preferred one first.
   *
   * @return the names, never empty
   */
  static List<String> available() {
    return TransportProviders.available();
  }

  /**
   * Opens a transport of its own with its own threads.
   *
   * @param name the name, as for {@link #byName}
   * @param control how many threads, which name servers, and so on
   * @return a transport that the caller shuts down
   * @throws IllegalArgumentException if no provider has that name
   * @throws IllegalStateException if the provider cannot work here; the cause says why
   */
  static Transport open(String name, TransportControl control) {
    return TransportProviders.find(name).open(control);
  }

  /**
   * Returns the name of this transport.
   *
   * @return such as {@code epoll}
   */
  String name();

  /**
   * Returns what this transport was asked to be.
   *
   * @return the control it was opened with
   */
  TransportControl control();

  /**
   * Closes the sockets of this transport and ends its threads.
   *
   * <p>Cold; each subscription asks for the shutdown, which happens once. A shared transport that
   * was shut down is replaced at the next use of its name.
   *
   * @param quietPeriod how long no new task may come before the threads end, zero or more
   * @param timeout after which the threads end in any case, at least {@code quietPeriod}
   * @return completes when the threads have ended
   */
  Mono<Void> shutdown(Duration quietPeriod, Duration timeout);

  /**
   * Tells whether {@link #shutdown} was asked for.
   *
   * @return whether no new sockets can be opened here
   */
  boolean isShutdown();
}
