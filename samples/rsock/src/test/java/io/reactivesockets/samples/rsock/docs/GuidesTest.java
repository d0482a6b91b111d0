package io.reactivesockets.samples.rsock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The code that the guides show compiles as it stands there, with the variables they take as given.
 */
@Tag("once")
class GuidesTest {

  private static final Path DOCS = Path.of("../../docs");

  private static final String AROUND =
      """
      import static java.nio.charset.StandardCharsets.UTF_8;
      import io.reactivesockets.datagram.*;
      import io.reactivesockets.datagram.DatagramSocket;
      import io.reactivesockets.error.*;
      import io.reactivesockets.framing.*;
      import io.reactivesockets.host.*;
      import io.reactivesockets.metrics.*;
      import io.reactivesockets.micrometer.*;
      import io.reactivesockets.stream.*;
      import io.reactivesockets.tls.*;
      import io.reactivesockets.transport.*;
      import io.reactivesockets.triggers.activity.*;
      import io.reactivesockets.triggers.broker.*;
      import io.reactivesockets.triggers.control.*;
      import io.reactivesockets.triggers.handover.*;
      import io.reactivesockets.triggers.parking.*;
      import io.reactivesockets.websocket.*;
      import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
      import java.net.*;
      import java.nio.ByteBuffer;
      import java.nio.charset.StandardCharsets;
      import java.nio.file.Path;
      import java.security.cert.X509Certificate;
      import java.time.Duration;
      import java.util.*;
      import reactor.core.publisher.*;
      import reactor.netty.http.HttpProtocol;
      import reactor.netty.http.server.HttpServer;
      import reactor.util.retry.Retry;

      abstract class %s {
        StreamSocket socket;
        %s listener;
        URI uri;
        MessageWebSocketControl control;
        ByteBuffer request;
        Flux<ByteBuffer> bytes;
        Flux<ByteBuffer> payloads;
        Flux<String> tokens;
        ControlChannelTrigger trigger;
        Framer framer;
        Path chain;
        Path key;
        Path file;
        char[] password;
        String base64OfTheKeysDigest;

        abstract Mono<Void> send(StreamSocket socket, String text);

        abstract Mono<Boolean> lookUp(X509Certificate certificate);

        void snippet() throws Exception {
      %s;
        }
      }
      """;

  @TempDir Path directory;

  static List<Path> guides() throws IOException {
    try (Stream<Path> pages = Files.list(DOCS)) {
      return pages.filter(GuidesTest::showsCode).sorted().toList();
    }
  }

  private static boolean showsCode(Path page) {
    try {
      // The page on Spring is compiled by the sample that has Spring.
      return page.toString().endsWith(".md")
          && !page.endsWith("spring.md")
          && !Snippets.of(page).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("guides")
  void each_snippet_compiles(Path guide) throws IOException {
    int number = 0;
    for (String snippet : Snippets.of(guide)) {
      String name = "Snippet" + ++number;
      String listener =
          guide.endsWith("websockets.md") ? "WebSocketListener" : "StreamSocketListener";
      assertThat(Snippets.compile(directory, name, AROUND.formatted(name, listener, snippet)))
          .as("block %d of %s:%n%s", number, guide.getFileName(), snippet)
          .isEmpty();
    }
  }
}
