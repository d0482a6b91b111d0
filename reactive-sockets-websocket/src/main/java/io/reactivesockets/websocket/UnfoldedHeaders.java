package io.reactivesockets.websocket;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;

/**
 * The header fields of a response whose values may have been folded (RFC 9112 section 5.2). If the
 * first line has nothing of the value, the space for the fold is at its beginning, where no value
 * has one; so it is taken away before the value is looked at.
 */
final class UnfoldedHeaders extends DefaultHttpHeaders {

  static final HttpHeadersFactory FACTORY =
      new HttpHeadersFactory() {
        @Override
        public HttpHeaders newHeaders() {
          return new UnfoldedHeaders();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
          return new UnfoldedHeaders();
        }
      };

  @Override
  public HttpHeaders add(CharSequence name, Object value) {
    return super.add(name, value instanceof String text ? withoutMargin(text) : value);
  }

  private static String withoutMargin(String value) {
    int begin = 0;
    int end = value.length();
    while (begin < end && isBlank(value.charAt(begin))) {
      begin++;
    }
    while (end > begin && isBlank(value.charAt(end - 1))) {
      end--;
    }
    return value.substring(begin, end);
  }

  private static boolean isBlank(char character) {
    return character == ' ' || character == '\t';
  }
}
