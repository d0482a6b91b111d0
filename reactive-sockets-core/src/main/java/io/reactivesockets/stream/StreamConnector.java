package io.reactivesockets.stream;

import io.reactivesockets.channel.Handover;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.HostNameSortOptions;
import io.reactivesockets.host.ServiceName;
import io.reactivesockets.host.ServiceProtocol;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.internal.EndpointSearch;
import io.reactivesockets.transport.netty.NettyTransport;
import java.util.List;
import java.util.OptionalInt;
import reactor.core.publisher.Mono;

/** Opens connected sockets, and finds where they could lead to. */
final class StreamConnector {

  private StreamConnector() {}

  static Mono<StreamSocket> connect(EndpointPair endpoints, StreamSocketControl control) {
    ServiceName service = remoteService(endpoints.remoteServiceName());
    checkLocalService(endpoints.localServiceName());
    return Handover.from(
        receiver -> new Connecting(transport(control), control, endpoints, service, receiver),
        StreamSocket::abandon);
  }

  static Mono<List<EndpointPair>> endpointPairs(
      HostName host, String service, HostNameSortOptions sortOptions) {
    ServiceName name = remoteService(service);
    StreamSocketControl control = StreamSocketControl.defaults();
    return Mono.defer(
        () ->
            new EndpointSearch(transport(control), ServiceProtocol.TCP, sortOptions)
                .pairs(host, name, control.connectTimeout()));
  }

  private static ServiceName remoteService(String service) {
    ServiceName name = ServiceName.of(service);
    OptionalInt port = name.literalPort();
    if (port.isPresent() && port.getAsInt() == 0) {
      throw new IllegalArgumentException("port: 0 (expected: 1..65535)");
    }
    return name;
  }

  private static void checkLocalService(String service) {
    if (!service.isEmpty()) {
      ServiceName.of(service);
    }
  }

  private static NettyTransport transport(StreamSocketControl control) {
    return NettyTransport.of(control.transport().orElseGet(Transport::system));
  }
}
