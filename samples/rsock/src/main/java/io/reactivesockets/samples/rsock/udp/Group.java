package io.reactivesockets.samples.rsock.udp;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.NetworkAdapter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import reactor.core.publisher.Mono;

/** A multicast group to join, on one adapter or on the one that the routes say. */
record Group(HostName address, @Nullable NetworkAdapter adapter) {

  /** Joins it, for one source if there is one. */
  Mono<Void> join(DatagramSocket socket, @Nullable HostName source) {
    if (adapter == null) {
      if (source != null) {
        throw new IllegalArgumentException(
            "--source: " + source + " (expected: with --join GROUP%ADAPTER)");
      }
      return socket.join(address);
    }
    return source == null ? socket.join(address, adapter) : socket.join(address, adapter, source);
  }

  /** Reads {@code GROUP} or {@code GROUP%ADAPTER}. */
  static final class Converter implements ITypeConverter<Group> {

    @Override
    public Group convert(String text) {
      int percent = text.indexOf('%');
      try {
        if (percent < 0) {
          return new Group(HostName.of(text), null);
        }
        String name = text.substring(percent + 1);
        NetworkAdapter adapter =
            NetworkAdapter.byName(name)
                .orElseThrow(
                    () -> new TypeConversionException("no adapter is named '" + name + "'"));
        return new Group(HostName.of(text.substring(0, percent)), adapter);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
