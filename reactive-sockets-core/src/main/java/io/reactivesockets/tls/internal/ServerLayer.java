package io.reactivesockets.tls.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.reactivesockets.tls.CredentialSource;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsInformation;
import io.reactivesockets.tls.TlsServerControl;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A server's side of TLS. */
final class ServerLayer extends TlsLayer {
  private final TlsServerControl control;
  private final List<String> protocols;
  private final EngineContexts contexts = new EngineContexts();

  ServerLayer(TlsServerControl control, SocketProtectionLevel level) throws SSLException {
    this.control = control;
    this.protocols = EngineContexts.protocols(control, level);
    Optional<CredentialSource> common = control.credentials();
    if (common.isPresent()) {
      contexts.of(control, common.get().current());
    }
  }

  TlsServerControl control() {
    return control;
  }

  List<String> protocols() {
    return protocols;
  }

  /** The context for a client, or null if there are no credentials for it. Blocks. */
  @Nullable EngineContext contextFor(Optional<String> serverName) throws SSLException {
    Optional<CredentialSource> source = control.credentialsFor(serverName);
    return source.isPresent() ? contexts.of(control, source.get().current()) : null;
  }

  @Override
  Mono<TlsInformation> install(
      Channel channel, @Nullable String behind, @Nullable ByteBuf early, TlsPlace place) {
    Handshake handshake =
        new Handshake(channel, control, PeerRole.CLIENT, null, new TlsFailures(channel, null));
    return handshake.start(new ClientHelloHandler(this, handshake), behind, early, place);
  }
}
