package io.reactivesockets.websocket.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.MessageWebSocketControl;
import io.reactivesockets.websocket.PermessageDeflate;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.WebSocketClosed;
import io.reactivesockets.websocket.WebSocketHttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Our client reaches our server through the reverse proxies that people put in between. */
class ReverseProxyTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** A reverse proxy and how it is told what to do. */
  enum Proxy {
    NGINX("nginx", "nginx-light") {
      @Override
      List<String> command(Path program, Path directory, Path configuration) {
        return List.of(
            program.toString(),
            "-p",
            directory.toString(),
            "-e",
            "stderr",
            "-c",
            configuration + "");
      }

      @Override
      String configuration(int port, int target) {
        return """
            daemon off;
            master_process off;
            pid nginx.pid;
            events {}
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              server {
                listen 127.0.0.1:%d;
                location / {
                  proxy_pass http://127.0.0.1:%d;
                  proxy_http_version 1.1;
                  proxy_set_header Upgrade $http_upgrade;
                  proxy_set_header Connection "upgrade";
                  proxy_set_header Host $http_host;
                }
              }
            }
            """
            .formatted(port, target);
      }
    },

    HAPROXY("haproxy", "haproxy") {
      @Override
      List<String> command(Path program, Path directory, Path configuration) {
        return List.of(program.toString(), "-db", "-f", configuration.toString());
      }

      @Override
      String configuration(int port, int target) {
        return """
            defaults
              mode http
              timeout connect 5s
              timeout client 30s
              timeout server 30s
              timeout tunnel 30s
            listen echo
              bind 127.0.0.1:%d
              server only 127.0.0.1:%d
            """
            .formatted(port, target);
      }
    },

    /** HTTP/2 in front, with extended CONNECT (RFC 8441), and HTTP/1.1 behind. */
    HAPROXY_OVER_HTTP_2("haproxy", "haproxy") {
      @Override
      List<String> command(Path program, Path directory, Path configuration) {
        return HAPROXY.command(program, directory, configuration);
      }

      @Override
      String configuration(int port, int target) {
        return HAPROXY
            .configuration(port, target)
            .replace("bind 127.0.0.1:" + port, "bind 127.0.0.1:" + port + " proto h2");
      }

      @Override
      WebSocketHttpVersion http() {
        return WebSocketHttpVersion.HTTP_2;
      }
    };

    private final String program;
    private final String debianPackage;

    Proxy(String program, String debianPackage) {
      this.program = program;
      this.debianPackage = debianPackage;
    }

    abstract List<String> command(Path program, Path directory, Path configuration);

    abstract String configuration(int port, int target);

    WebSocketHttpVersion http() {
      return WebSocketHttpVersion.HTTP_1_1;
    }

    Peer start(Path directory, int port, int target) throws IOException {
      Optional<Path> found = Tools.find(program).or(() -> Foreign.existing("/usr/sbin/" + program));
      Assumptions.assumeTrue(
          found.isPresent(), () -> "needs " + program + " (Debian: " + debianPackage + ")");
      Path configuration =
          Files.writeString(directory.resolve(program + ".conf"), configuration(port, target));
      return Peer.command(command(found.orElseThrow(), directory, configuration)).start();
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Proxy.class)
  void messages_pings_and_close_codes_pass(Proxy proxy, @TempDir Path directory)
      throws IOException {
    int port = freePort();
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder().deflate(PermessageDeflate.defaults()).build();
    try (EchoServer server = EchoServer.start(control);
        Peer between = proxy.start(directory, port, server.port())) {
      awaitListening(port, between);
      MessageWebSocket socket =
          MessageWebSocket.connect(
                  URI.create("ws://127.0.0.1:" + port + "/echo"),
                  MessageWebSocketControl.builder()
                      .deflate(PermessageDeflate.defaults())
                      .httpVersion(proxy.http())
                      .build())
              .block(TIMEOUT);
      assertThat(socket).isNotNull();
      assertThat(socket.handshake().extensions()).isPresent();
      List<Frame> messages =
          List.of(
              Frame.text("Grüße €"),
              Frame.binary(new byte[100_000]),
              Frame.text(""),
              Frame.text("no longer than any other text ".repeat(3_000)));
      socket.send(Flux.fromIterable(messages)).block(TIMEOUT);
      assertThat(socket.frames().take(messages.size()).collectList().block(TIMEOUT))
          .isEqualTo(messages);
      assertThat(socket.ping().block(TIMEOUT)).isPositive();
      socket.close(4001, "through " + proxy).block(TIMEOUT);
      WebSocketClosed here = socket.closed().block(TIMEOUT);
      WebSocketClosed there = server.firstClosed().block(TIMEOUT);
      assertThat(here).isNotNull();
      assertThat(there).isNotNull();
      assertThat(here.clean()).isTrue();
      assertThat(there.status().toString()).isEqualTo("4001 through " + proxy);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static void awaitListening(int port, Peer proxy) {
    Mono.fromCallable(
            () -> {
              try (Socket socket = new Socket()) {
                socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return true;
              }
            })
        .retryWhen(Retry.fixedDelay(200, Duration.ofMillis(50)).filter(e -> proxy.isAlive()))
        .onErrorMap(e -> new AssertionError("does not listen: " + proxy, e))
        .block(TIMEOUT);
  }
}
