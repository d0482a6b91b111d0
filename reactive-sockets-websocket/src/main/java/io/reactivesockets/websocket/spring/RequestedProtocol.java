package io.reactivesockets.websocket.spring;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;

/** Sub-protocols that a client offers. */
final class RequestedProtocol {

  static final String HEADER = "Sec-WebSocket-Protocol";

  private RequestedProtocol() {}

  /** Returns the first that is offered and supported, if any. */
  static @Nullable String choose(HttpHeaders headers, List<String> supported) {
    for (String offered : offered(headers)) {
      if (supported.contains(offered)) {
        return offered;
      }
    }
    return null;
  }

  static List<String> offered(HttpHeaders headers) {
    List<String> offered = new ArrayList<>();
    for (String line : headers.getValuesAsList(HEADER)) {
      offered.addAll(List.of(StringUtils.tokenizeToStringArray(line, ",")));
    }
    return offered;
  }
}
