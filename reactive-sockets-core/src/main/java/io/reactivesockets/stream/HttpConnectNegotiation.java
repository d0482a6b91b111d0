package io.reactivesockets.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.transport.internal.Target;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** The CONNECT request to an HTTP proxy and the head of its answer (RFC 9110, 9.3.6). */
final class HttpConnectNegotiation extends ProxyNegotiation {

  private static final String EOL = "\r\n";

  private final ProxyControl proxy;
  private final Target target;
  private final boolean withCredentials;
  private int searched;

  HttpConnectNegotiation(
      ProxyControl proxy, Target target, boolean withCredentials, Result result) {
    super(proxy.uri(), result);
    this.proxy = proxy;
    this.target = target;
    this.withCredentials = withCredentials;
  }

  @Override
  void begin(ChannelHandlerContext context) {
    StringBuilder request = new StringBuilder();
    request.append("CONNECT ").append(target).append(" HTTP/1.1").append(EOL);
    request.append("Host: ").append(target).append(EOL);
    for (Map.Entry<String, String> header : proxy.connectHeaders().entrySet()) {
      request.append(header.getKey()).append(": ").append(header.getValue()).append(EOL);
    }
    if (withCredentials) {
      request.append("Proxy-Authorization: Basic ").append(credentials()).append(EOL);
    }
    request.append(EOL);
    context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), request));
  }

  private String credentials() {
    String pair = proxy.userName().orElse("") + ":" + password();
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private String password() {
    String password = proxy.password();
    return password == null ? "" : password;
  }

  @Override
  void read(ChannelHandlerContext context, ByteBuf input) {
    int end = HttpResponseHead.end(input, searched);
    if ((end < 0 ? input.readableBytes() : end) > HttpResponseHead.MAX_BYTES) {
      refuse(
          SocketErrorStatus.HTTP_INVALID_SERVER_RESPONSE,
          "the head of its answer is longer than " + HttpResponseHead.MAX_BYTES + " bytes");
      return;
    }
    if (end < 0) {
      searched = Math.max(0, input.readableBytes() - HttpResponseHead.LONGEST_END);
      return;
    }
    String text = input.readCharSequence(end, StandardCharsets.ISO_8859_1).toString();
    searched = 0;
    HttpResponseHead head = HttpResponseHead.parse(text);
    if (head == null) {
      refuse(
          SocketErrorStatus.HTTP_INVALID_SERVER_RESPONSE,
          "its answer is no HTTP: " + HttpResponseHead.printable(text));
      return;
    }
    act(context, head);
  }

  private void act(ChannelHandlerContext context, HttpResponseHead head) {
    int code = head.code();
    if (code >= 200 && code < 300) {
      establish(context);
    } else if (code == 407) {
      authenticate(head);
    } else if (code >= 200) {
      Setback refusal =
          setback(SocketErrorStatus.PROXY_REFUSED, "it answered " + head.statusLine(), null);
      // What lies behind the proxy, or its load, may change; what it forbids will not.
      refuse(refusal.withRetryable(code >= 500));
    }
    // 1xx: the answer itself follows.
  }

  private void authenticate(HttpResponseHead head) {
    Setback refusal =
        setback(
            SocketErrorStatus.PROXY_AUTHENTICATION_REQUIRED,
            "it answered " + head.statusLine() + reasonAfterChallenge(head),
            null);
    if (!withCredentials && proxy.userName().isPresent() && head.offersBasic()) {
      wantCredentials(refusal);
    } else {
      refuse(refusal);
    }
  }

  private String reasonAfterChallenge(HttpResponseHead head) {
    if (withCredentials) {
      return " to the credentials given";
    }
    return head.offersBasic() ? "" : " and offers no Basic authentication";
  }
}
