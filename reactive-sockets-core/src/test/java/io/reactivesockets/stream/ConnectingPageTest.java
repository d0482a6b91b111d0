package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.host.NetworkCapabilities;
import io.reactivesockets.host.NetworkCapability;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.transport.TransportControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The code in docs/connecting.md is code of this class, and what the page says of it holds. */
class ConnectingPageTest {

  private static final Path PAGE = Path.of("..", "docs", "connecting.md");
  private static final Path HERE =
      Path.of("src/test/java/io/reactivesockets/stream/ConnectingPageTest.java");
  private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern SETTING = Pattern.compile("`(\\w+Control\\.\\w+)` \\| (\\d+) s \\|");

  /** The pieces of code of the page; one ends where a line is empty. */
  static List<String> pieces() throws IOException {
    return CODE.matcher(Files.readString(PAGE))
        .results()
        .flatMap(block -> Stream.of(block.group(1).split("\n\n")))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pieces")
  void each_piece_compiles(String piece) throws IOException {
    assertThat(withoutBlanks(Files.readString(HERE))).contains(withoutBlanks(piece));
  }

  private static String withoutBlanks(String code) {
    return code.replaceAll("\\s+", "");
  }

  @Test
  void the_deadlines_are_the_defaults() throws IOException {
    // given
    List<String> told =
        SETTING
            .matcher(Files.readString(PAGE))
            .results()
            .map((MatchResult row) -> row.group(1) + " " + row.group(2))
            .toList();
    // when
    Duration connect = StreamSocketControl.defaults().connectTimeout();
    Duration proxy = ProxyControl.http("proxy.example", 80).build().connectTimeout();
    Duration query = TransportControl.builder().build().queryTimeout();
    // then
    assertThat(told)
        .containsExactly(
            "StreamSocketControl.connectTimeout " + connect.toSeconds(),
            "ProxyControl.connectTimeout " + proxy.toSeconds(),
            "TransportControl.queryTimeout " + query.toSeconds());
  }

  @Test
  void its_statuses_exist() throws IOException {
    List<String> known =
        Stream.concat(
                Arrays.stream(SocketErrorStatus.values()), Arrays.stream(SocketPhase.values()))
            .map(Enum::toString)
            .toList();
    assertThat(
            Pattern.compile("`([A-Z]+(?:_[A-Z]+)+)`")
                .matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.startsWith("SO_")))
        .isNotEmpty()
        .isSubsetOf(known);
  }

  @Test
  void what_it_returns_is_cold() {
    assertThat(controlled()).isNotNull();
    assertThat(first()).isNotNull();
    assertThat(fromHere()).hasSize(2);
    assertThat(proxies()).hasSize(3);
  }

  @Test
  void attempts_are_told() {
    SocketOperationException failure =
        SocketOperationException.builder(SocketPhase.CONNECT, SocketOperationException.CONNECT)
            .status(SocketErrorStatus.CONNECTION_REFUSED)
            .build();
    assertThat(told(failure)).isEmpty();
  }

  private static Mono<StreamSocket> controlled() {
    StreamSocketControl control =
        StreamSocketControl.builder()
            .connectTimeout(Duration.ofSeconds(10)) // the whole of it, default 30 s
            .connectionAttemptDelay(Duration.ofMillis(250)) // between attempts, default 250 ms
            .networkCapabilities(NetworkCapabilities.of(NetworkCapability.INTERNET_CLIENT))
            .build();

    return StreamSocket.connect(HostName.of("example.com"), "https", control);
  }

  private static Mono<StreamSocket> first() {
    return Flux.merge(
            StreamSocket.connect("a.example", 4711), StreamSocket.connect("b.example", 4711))
        .next();
  }

  private static List<Mono<StreamSocket>> fromHere() {
    EndpointPair fromHere =
        new EndpointPair(
            Optional.of(HostName.of("192.0.2.10")), "", HostName.of("example.com"), "https");
    Mono<StreamSocket> byAddress = StreamSocket.connect(fromHere);

    Mono<StreamSocket> byAdapter =
        Mono.fromCallable(() -> NetworkAdapter.byName("eth1").orElseThrow())
            .subscribeOn(Schedulers.boundedElastic()) // the system is asked for its adapters
            .flatMap(
                adapter ->
                    StreamSocket.connect(
                        "example.com",
                        443,
                        StreamSocketControl.builder().networkAdapter(adapter).build()));
    return List.of(byAddress, byAdapter);
  }

  static List<String> told(SocketOperationException failure) {
    return failure.attempts().stream()
        .map(each -> each.remoteAddress() + " " + each.status() + " after " + each.duration())
        .toList();
  }

  private static List<ProxyControl> proxies() {
    ProxyControl http =
        ProxyControl.http("proxy.example", 3128).credentials("me", "secret").build();
    ProxyControl overTls =
        ProxyControl.http("proxy.example", 3129).tls(TlsClientControl.defaults()).build();
    ProxyControl socks = ProxyControl.socks5("127.0.0.1", 1080).build();
    Optional<ProxyControl> asOthersDo = ProxyControl.fromEnvironment("https");
    assertThat(asOthersDo).isNotNull();

    StreamSocketControl control = StreamSocketControl.builder().proxy(http).build();
    assertThat(control.proxy()).contains(http);
    return List.of(http, overTls, socks);
  }
}
