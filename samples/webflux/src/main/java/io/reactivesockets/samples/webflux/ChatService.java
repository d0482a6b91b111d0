package io.reactivesockets.samples.webflux;

import io.reactivesockets.websocket.spring.WebFluxWebSockets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The service: {@code java -jar webflux-chat.jar [PORT]}, then http://127.0.0.1:8080/. */
@Configuration
@EnableWebFlux
@Import({ChatRoom.class, Ticker.class})
public class ChatService {

  private static final Logger LOG = LoggerFactory.getLogger(ChatService.class);
  private static final int PORT = 8080;

  /** Made by Spring. */
  public ChatService() {}

  @Bean
  WebFluxWebSockets webSockets() {
    return new WebFluxWebSockets();
  }

  @Bean
  RouterFunction<ServerResponse> page() {
    ClassPathResource page = new ClassPathResource("static/index.html");
    return RouterFunctions.route()
        .GET("/", request -> ServerResponse.ok().contentType(MediaType.TEXT_HTML).bodyValue(page))
        .build();
  }

  /** A context behind a server; closing it closes the WebSockets with 1001, then the server. */
  record Running(AnnotationConfigApplicationContext context, DisposableServer server)
      implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    static Running start(int port) {
      AnnotationConfigApplicationContext context =
          new AnnotationConfigApplicationContext(ChatService.class);
      HttpHandler handler = WebHttpHandlerBuilder.applicationContext(context).build();
      DisposableServer server =
          HttpServer.create()
              .host("127.0.0.1")
              .port(port)
              .handle(new ReactorHttpHandlerAdapter(handler))
              .bindNow();
      return new Running(context, server);
    }

    @Override
    public void close() {
      context.close();
      server.disposeNow(PATIENCE);
    }
  }

  /**
   * Runs the service until it is stopped.
   *
   * @param args perhaps a port; 8080 without one
   */
  public static void main(String... args) {
    Running running = Running.start(args.length > 0 ? Integer.parseInt(args[0]) : PORT);
    Runtime.getRuntime().addShutdownHook(new Thread(running::close, "shutdown"));
    LOG.info("listening on http://127.0.0.1:{}/", running.server().port());
    running.server().onDispose().block();
  }
}
