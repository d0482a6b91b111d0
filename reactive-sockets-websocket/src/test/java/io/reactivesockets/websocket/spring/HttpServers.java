package io.reactivesockets.websocket.spring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.JettyCoreHttpHandlerAdapter;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.TomcatHttpHandlerAdapter;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The servers that WebFlux runs on. */
enum HttpServers {
  REACTOR_NETTY {
    @Override
    Running start(HttpHandler handler) {
      DisposableServer server =
          HttpServer.create()
              .host("127.0.0.1")
              .port(0)
              .handle(new ReactorHttpHandlerAdapter(handler))
              .bindNow(Duration.ofSeconds(20));
      return new Running(server.port(), () -> server.disposeNow(Duration.ofSeconds(20)));
    }
  },

  TOMCAT {
    @Override
    Running start(HttpHandler handler) throws IOException, LifecycleException {
      Path base = Files.createTempDirectory("tomcat");
      Tomcat tomcat = new Tomcat();
      tomcat.setBaseDir(base.toString());
      tomcat.setSilent(true);
      tomcat.setHostname("127.0.0.1");
      tomcat.setPort(0);
      tomcat.getConnector().setProperty("address", "127.0.0.1");
      Context context = tomcat.addContext("", base.toString());
      context.addServletContainerInitializer(new WsSci(), null);
      Wrapper servlet =
          Tomcat.addServlet(context, "webflux", new TomcatHttpHandlerAdapter(handler));
      servlet.setAsyncSupported(true);
      context.addServletMappingDecoded("/", "webflux");
      tomcat.start();
      return new Running(
          tomcat.getConnector().getLocalPort(),
          () -> {
            tomcat.stop();
            tomcat.destroy();
          });
    }
  },

  JETTY {
    @Override
    Running start(HttpHandler handler) throws Exception {
      QueuedThreadPool threads = new QueuedThreadPool(16);
      Server server = new Server(threads);
      ServerConnector connector = new ServerConnector(server, 1, 1);
      connector.setHost("127.0.0.1");
      server.addConnector(connector);
      ServerWebSocketContainer.ensure(server);
      server.setHandler(new JettyCoreHttpHandlerAdapter(handler));
      server.start();
      return new Running(connector.getLocalPort(), server::stop);
    }
  };

  abstract Running start(HttpHandler handler) throws Exception;

  /** A server that listens. */
  record Running(int port, AutoCloseable stop) {}
}
