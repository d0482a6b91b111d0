package io.reactivesockets.websocket.spring;

import java.net.URI;
import java.util.Arrays;
import java.util.stream.Stream;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;

/** An application context behind a server on loopback. */
final class WebFluxApplication implements AutoCloseable {

  private final AnnotationConfigApplicationContext context;
  private final HttpServers.Running server;

  private WebFluxApplication(
      AnnotationConfigApplicationContext context, HttpServers.Running server) {
    this.context = context;
    this.server = server;
  }

  /** What every WebFlux application has. */
  @EnableWebFlux
  static class WebFlux {}

  static WebFluxApplication start(HttpServers kind, Class<?>... beans) throws Exception {
    AnnotationConfigApplicationContext context =
        new AnnotationConfigApplicationContext(
            Stream.concat(Stream.of(WebFlux.class), Arrays.stream(beans)).toArray(Class<?>[]::new));
    return new WebFluxApplication(
        context, kind.start(WebHttpHandlerBuilder.applicationContext(context).build()));
  }

  int port() {
    return server.port();
  }

  URI uri(String path) {
    return URI.create("ws://127.0.0.1:" + port() + path);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** Closes the context while the server goes on. */
  void closeContext() {
    context.close();
  }

  @Override
  public void close() throws Exception {
    context.close();
    server.stop().close();
  }
}
