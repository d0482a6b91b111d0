package io.reactivesockets.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.MessageWebSocketControl;
import io.reactivesockets.websocket.UpgradeRefusedException;
import io.reactivesockets.websocket.WebErrorStatus;
import io.reactivesockets.websocket.WebSocketCredentials;
import io.reactivesockets.websocket.WebSocketError;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Spring Security decides about a request before it becomes a WebSocket. */
class SecurityTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** Members may come in, and only administrators into their room. */
  @EnableWebFluxSecurity
  static class Guarded {

    @Bean
    WebFluxWebSockets webSockets() {
      return new WebFluxWebSockets();
    }

    @Bean
    RouterFunction<ServerResponse> routes(WebFluxWebSockets webSockets) {
      ServerResponse name =
          webSockets.messages(
              socket ->
                  ReactiveSecurityContextHolder.getContext()
                      .map(security -> Objects.requireNonNull(security.getAuthentication()))
                      .flatMap(who -> socket.send(Frame.text(who.getName()))));
      return RouterFunctions.route()
          .GET("/members", request -> Mono.just(name))
          .GET("/administrators", request -> Mono.just(name))
          .build();
    }

    @Bean
    SecurityWebFilterChain chain(ServerHttpSecurity http) {
      return http.authorizeExchange(
              all ->
                  all.pathMatchers("/administrators")
                      .hasRole("ADMINISTRATOR")
                      .anyExchange()
                      .authenticated())
          .httpBasic(Customizer.withDefaults())
          .build();
    }

    @Bean
    MapReactiveUserDetailsService users() {
      return new MapReactiveUserDetailsService(
          User.withUsername("alice").password("{noop}wonderland").roles("MEMBER").build());
    }
  }

  private static Mono<MessageWebSocket> connectAsAlice(URI uri) {
    return MessageWebSocket.connect(
        uri,
        MessageWebSocketControl.builder()
            .credentials(WebSocketCredentials.basic("alice", "wonderland"))
            .build());
  }

  private static SocketOperationException failure(Mono<MessageWebSocket> connect) {
    return catchThrowableOfType(SocketOperationException.class, () -> connect.block(TIMEOUT));
  }

  @Test
  void who_may_come_in_is_known_to_the_handler() throws Exception {
    try (WebFluxApplication application =
        WebFluxApplication.start(HttpServers.REACTOR_NETTY, Guarded.class)) {
      MessageWebSocket socket =
          Objects.requireNonNull(connectAsAlice(application.uri("/members")).block(TIMEOUT));

      assertThat(socket.frames().blockFirst(TIMEOUT)).isEqualTo(Frame.text("alice"));
      assertThat(socket.handshake().header("X-Content-Type-Options")).contains("nosniff");
      socket.closed().block(TIMEOUT);
    }
  }

  @Test
  void who_does_not_say_who_they_are_is_refused_with_401_and_the_challenge() throws Exception {
    try (WebFluxApplication application =
        WebFluxApplication.start(HttpServers.REACTOR_NETTY, Guarded.class)) {
      SocketOperationException failure =
          failure(MessageWebSocket.connect(application.uri("/members")));

      assertThat(WebSocketError.statusOf(failure)).isEqualTo(WebErrorStatus.UNAUTHORIZED);
      UpgradeRefusedException refusal = (UpgradeRefusedException) failure.getCause();
      assertThat(refusal.statusCode()).isEqualTo(401);
      assertThat(refusal.header("WWW-Authenticate").orElse("")).startsWith("Basic ");
      assertThat(application.bean(WebFluxWebSockets.class).openSockets()).isZero();
    }
  }

  @Test
  void who_may_not_come_in_is_refused_with_403() throws Exception {
    try (WebFluxApplication application =
        WebFluxApplication.start(HttpServers.REACTOR_NETTY, Guarded.class)) {
      SocketOperationException failure =
          failure(connectAsAlice(application.uri("/administrators")));

      assertThat(WebSocketError.statusOf(failure)).isEqualTo(WebErrorStatus.FORBIDDEN);
      assertThat(application.bean(WebFluxWebSockets.class).openSockets()).isZero();
    }
  }
}
