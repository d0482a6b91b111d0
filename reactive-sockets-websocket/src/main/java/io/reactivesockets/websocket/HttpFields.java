package io.reactivesockets.websocket;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Header fields as our types show them. */
final class HttpFields {

  private HttpFields() {}

  /** Returns the values by name in lower case, in the order of their arrival. */
  static Map<String, List<String>> toMap(HttpHeaders headers) {
    Map<String, List<String>> map = new HashMap<>();
    for (Map.Entry<String, String> entry : headers) {
      String name = entry.getKey().toLowerCase(Locale.ROOT);
      map.computeIfAbsent(name, unused -> new ArrayList<>()).add(entry.getValue());
    }
    return map;
  }
}
