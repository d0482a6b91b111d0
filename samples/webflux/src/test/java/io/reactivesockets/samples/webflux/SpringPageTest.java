package io.reactivesockets.samples.webflux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that docs/spring.md shows compiles as it stands there, as members of a class. */
@Tag("once")
class SpringPageTest {

  private static final Path PAGE = Path.of("../../docs/spring.md");
  private static final Pattern JAVA =
      Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static final String AROUND =
      """
      import io.reactivesockets.websocket.*;
      import io.reactivesockets.websocket.spring.*;
      import java.net.URI;
      import java.time.Duration;
      import java.util.*;
      import org.springframework.context.annotation.*;
      import org.springframework.http.*;
      import org.springframework.web.bind.annotation.*;
      import org.springframework.web.reactive.HandlerMapping;
      import org.springframework.web.reactive.function.server.*;
      import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
      import org.springframework.web.reactive.socket.WebSocketHandler;
      import org.springframework.web.reactive.socket.server.support.*;
      import org.springframework.web.reactive.socket.server.upgrade.*;
      import org.springframework.web.server.*;
      import reactor.core.publisher.*;
      import reactor.netty.http.HttpProtocol;
      import reactor.netty.http.server.HttpServer;

      class %s {
        WebFluxWebSockets webSockets;
        ServerMessageWebSocketControl control;
        Broadcast news;
        URI uri;

      %s
      }
      """;

  @TempDir Path directory;

  @Test
  void each_snippet_compiles() throws IOException {
    List<String> snippets =
        JAVA.matcher(Files.readString(PAGE)).results().map(block -> block.group(1)).toList();
    assertThat(snippets).isNotEmpty();
    for (int i = 0; i < snippets.size(); i++) {
      String name = "Snippet" + i;
      assertThat(compile(name, AROUND.formatted(name, snippets.get(i))))
          .as(snippets.get(i))
          .isEmpty();
    }
  }

  private String compile(String name, String source) throws IOException {
    Path file = directory.resolve(name + ".java");
    Files.writeString(file, source);
    ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    String classPath =
        Optional.ofNullable(System.getProperty("surefire.test.class.path"))
            .orElseGet(() -> System.getProperty("java.class.path"));
    ToolProvider.getSystemJavaCompiler()
        .run(
            null,
            complaints,
            complaints,
            "-proc:none",
            "-nowarn",
            "-classpath",
            classPath,
            "-d",
            directory.toString(),
            file.toString());
    return complaints.toString(UTF_8);
  }
}
