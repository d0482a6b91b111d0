package io.reactivesockets.stream;

import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.HostNameSortOptions;
import io.reactivesockets.host.ServiceName;
import io.reactivesockets.host.ServiceProtocol;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.InetSocketAddress;
import java.util.List;
import reactor.core.publisher.Mono;

/** Opens connected sockets. */
final class StreamConnector {

  private StreamConnector() {}

  static Mono<StreamSocket> connect(EndpointPair endpoints, StreamSocketControl control) {
    return Mono.defer(
        () -> {
          NettyTransport transport =
              NettyTransport.of(control.transport().orElseGet(Transport::system));
          int port =
              ServiceName.of(endpoints.remoteServiceName()).port(ServiceProtocol.TCP).orElseThrow();
          return LocalAddresses.resolve(transport, endpoints.remoteHostName())
              .flatMap(
                  address -> {
                    InetSocketAddress remote = new InetSocketAddress(address, port);
                    return new ChannelOpener(transport, control)
                        .open(null, remote, null)
                        .onErrorMap(
                            e ->
                                SocketOperationException.of(
                                    e, SocketPhase.CONNECT, "connect", null, remote));
                  })
              .map(
                  stream ->
                      new StreamSocket(
                          stream,
                          control,
                          new Opening(
                              transport.name(),
                              endpoints.remoteHostName(),
                              endpoints.remoteServiceName(),
                              List.of(),
                              null,
                              null)));
        });
  }

  static Mono<List<EndpointPair>> endpointPairs(
      HostName host, String service, HostNameSortOptions sortOptions) {
    return Mono.just(List.of(EndpointPair.to(host, service)));
  }
}
