package io.reactivesockets.samples.webflux;

import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.SlowConsumerPolicy;
import io.reactivesockets.websocket.spring.WebFluxWebSockets;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How many WebSockets are open, twice a second; who is slow gets the newest number only. */
@Configuration(proxyBeanMethods = false)
class Ticker {

  private static final Duration PERIOD = Duration.ofMillis(500);

  @Bean
  RouterFunction<ServerResponse> ticks(WebFluxWebSockets webSockets) {
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder()
            .slowConsumerPolicy(SlowConsumerPolicy.keepLatest())
            .build();
    Flux<Frame> numbers =
        Flux.interval(Duration.ZERO, PERIOD)
            .onBackpressureDrop()
            .map(tick -> Frame.text("open: " + webSockets.openSockets()));
    ServerResponse upgrade =
        webSockets.messages(
            control, socket -> socket.send(numbers.takeUntilOther(socket.closed())));
    return RouterFunctions.route().GET("/ticks", request -> Mono.just(upgrade)).build();
  }
}
