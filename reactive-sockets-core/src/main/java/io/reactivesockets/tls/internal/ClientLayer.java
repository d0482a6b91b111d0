package io.reactivesockets.tls.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.ReferenceCountUtil;
import io.reactivesockets.tls.CredentialSource;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsInformation;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A client's side of TLS. */
final class ClientLayer extends TlsLayer {
  private static final EngineContexts CONTEXTS = new EngineContexts();

  private final TlsClientControl control;
  private final List<String> protocols;
  private final String hostName;
  private final @Nullable String serverName;
  private final EngineContext context;

  ClientLayer(TlsClientControl control, SocketProtectionLevel level, String hostName)
      throws SSLException {
    this.control = control;
    this.protocols = EngineContexts.protocols(control, level);
    this.hostName = normalized(hostName);
    this.serverName = control.serverName().orElseGet(() -> nameToSend(this.hostName));
    TlsCredentials credentials = control.credentials().map(CredentialSource::current).orElse(null);
    // The trust store is read here, so that it need not be while the peer waits.
    control.certificatePolicy().trust().certificates();
    this.context = CONTEXTS.of(control, credentials);
  }

  @Override
  Mono<TlsInformation> install(
      Channel channel, @Nullable String behind, @Nullable ByteBuf early, TlsPlace place) {
    int port = channel.remoteAddress() instanceof InetSocketAddress inet ? inet.getPort() : -1;
    TlsFailures failures = new TlsFailures(channel, "tls://" + hostName + ":" + port);
    Handshake handshake = new Handshake(channel, control, PeerRole.SERVER, hostName, failures);
    try {
      SSLEngine engine =
          context.newClientEngine(control, protocols, channel.alloc(), hostName, port, serverName);
      return handshake.start(
          handshake.handlerFor(context, engine, Optional.ofNullable(serverName)),
          behind,
          early,
          place);
    } catch (SSLException | RuntimeException e) {
      ReferenceCountUtil.release(early);
      channel.close();
      return Mono.error(failures.setUp(e));
    }
  }

  private static String normalized(String hostName) {
    String name = HostNames.addressOf(hostName) == null ? HostNames.asciiName(hostName) : null;
    return name == null ? hostName : name;
  }

  /** SNI carries names only, never addresses (RFC 6066, 3). */
  private static @Nullable String nameToSend(String hostName) {
    if (HostNames.addressOf(hostName) != null || hostName.isEmpty()) {
      return null;
    }
    return hostName;
  }
}
