package io.reactivesockets.websocket.spring;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.util.CollectionUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/**
 * The answer to a request that opens a WebSocket, to be used wherever WebFlux takes one: returned
 * by a method of a controller, returned by a handler of a {@code RouterFunction}, or put in a
 * {@code HandlerMapping} as the handler of a path.
 *
 * <p>One may answer any number of requests. Filters, security, and {@code beforeCommit} actions
 * have had their turn when the WebSocket opens; cookies and headers they set are in the response.
 */
public final class WebSocketUpgrade implements WebHandler, ServerResponse {

  private static final MultiValueMap<String, ResponseCookie> NO_COOKIES =
      CollectionUtils.unmodifiableMultiValueMap(new LinkedMultiValueMap<>());

  private final Opening opening;

  /** Answers requests in one of several ways. */
  @FunctionalInterface
  interface Opening {
    Mono<Void> answer(ServerWebExchange exchange);
  }

  WebSocketUpgrade(Opening opening) {
    this.opening = opening;
  }

  /**
   * Answers a request, for a method or filter that decides first and then goes on with it.
   *
   * @param exchange the request and its response, to which nothing was written
   * @return cold; completes when the WebSocket that was opened is closed, or the refusal is sent;
   *     on servers other than Reactor Netty perhaps as soon as it is open
   */
  @Override
  public Mono<Void> handle(ServerWebExchange exchange) {
    return Mono.defer(() -> opening.answer(exchange));
  }

  /**
   * Answers a request, as {@link #handle(ServerWebExchange)} does.
   *
   * @param exchange the request and its response
   * @param context not used
   * @return see {@link #handle(ServerWebExchange)}
   */
  @Override
  public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
    return handle(exchange);
  }

  /**
   * Returns what a WebSocket is opened with over HTTP/1.1.
   *
   * @return 101
   */
  @Override
  public HttpStatusCode statusCode() {
    return HttpStatus.SWITCHING_PROTOCOLS;
  }

  /**
   * Returns nothing: the headers of the handshake are known when there is a request.
   *
   * @return empty headers
   */
  @Override
  public HttpHeaders headers() {
    return HttpHeaders.EMPTY;
  }

  /**
   * Returns nothing; cookies are added to the response of the exchange.
   *
   * @return an empty map
   */
  @Override
  public MultiValueMap<String, ResponseCookie> cookies() {
    return NO_COOKIES;
  }
}
