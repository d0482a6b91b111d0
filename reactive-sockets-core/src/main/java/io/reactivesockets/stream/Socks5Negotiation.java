package io.reactivesockets.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.transport.internal.Target;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The conversation with a SOCKS version 5 proxy (RFC 1928, RFC 1929). */
final class Socks5Negotiation extends ProxyNegotiation {

  private static final int VERSION = 5;
  private static final int NO_AUTHENTICATION = 0;
  private static final int USER_AND_PASSWORD = 2;
  private static final int NO_METHOD = 0xff;
  private static final int AUTHENTICATION_VERSION = 1;
  private static final int CONNECT = 1;
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;
  private static final int HEAD_OF_REPLY = 5;

  private enum Step {
    METHOD,
    AUTHENTICATION,
    REPLY
  }

  private final ProxyControl proxy;
  private final Target target;
  private Step step = Step.METHOD;

  Socks5Negotiation(ProxyControl proxy, Target target, Result result) {
    super(proxy.uri(), result);
    this.proxy = proxy;
    this.target = target;
  }

  @Override
  void begin(ChannelHandlerContext context) {
    ByteBuf greeting = context.alloc().buffer(4);
    if (proxy.userName().isPresent()) {
      greeting.writeByte(VERSION).writeByte(2);
      greeting.writeByte(NO_AUTHENTICATION).writeByte(USER_AND_PASSWORD);
    } else {
      greeting.writeByte(VERSION).writeByte(1).writeByte(NO_AUTHENTICATION);
    }
    context.writeAndFlush(greeting);
  }

  @Override
  void read(ChannelHandlerContext context, ByteBuf input) {
    switch (step) {
      case METHOD -> readMethod(context, input);
      case AUTHENTICATION -> readAuthentication(context, input);
      case REPLY -> readReply(context, input);
    }
  }

  private void readMethod(ChannelHandlerContext context, ByteBuf input) {
    if (input.readableBytes() < 2 && speaksSocks(input)) {
      return;
    }
    if (!speaksSocks(input)) {
      notUnderstood("its answer is no SOCKS 5");
      return;
    }
    input.skipBytes(1);
    int method = input.readUnsignedByte();
    if (method == NO_AUTHENTICATION) {
      request(context);
    } else if (method == USER_AND_PASSWORD && proxy.userName().isPresent()) {
      authenticate(context);
    } else if (method == NO_METHOD) {
      refuse(
          SocketErrorStatus.PROXY_AUTHENTICATION_REQUIRED,
          proxy.userName().isPresent()
              ? "it accepts neither user name and password nor none"
              : "it does not serve without authentication");
    } else {
      notUnderstood("it chose the method " + method + ", which was not offered");
    }
  }

  private static boolean speaksSocks(ByteBuf input) {
    return input.getUnsignedByte(input.readerIndex()) == VERSION;
  }

  private void authenticate(ChannelHandlerContext context) {
    byte[] user = utf8(proxy.userName().orElse(""));
    byte[] password = utf8(Optional.ofNullable(proxy.password()).orElse(""));
    ByteBuf request = context.alloc().buffer(3 + user.length + password.length);
    request.writeByte(AUTHENTICATION_VERSION);
    request.writeByte(user.length).writeBytes(user);
    request.writeByte(password.length).writeBytes(password);
    step = Step.AUTHENTICATION;
    context.writeAndFlush(request);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void readAuthentication(ChannelHandlerContext context, ByteBuf input) {
    if (input.readableBytes() < 2) {
      return;
    }
    input.skipBytes(1); // Its version, which some proxies get wrong.
    if (input.readUnsignedByte() == 0) {
      request(context);
    } else {
      refuse(SocketErrorStatus.PROXY_AUTHENTICATION_REQUIRED, "it refused user name and password");
    }
  }

  private void request(ChannelHandlerContext context) {
    ByteBuf request = context.alloc().buffer();
    request.writeByte(VERSION).writeByte(CONNECT).writeByte(0);
    Optional<InetAddress> address = target.host().toInetAddress();
    if (address.isPresent()) {
      byte[] octets = address.get().getAddress();
      request.writeByte(octets.length == 4 ? IPV4 : IPV6).writeBytes(octets);
    } else {
      String name = target.host().canonicalName();
      request.writeByte(NAME).writeByte(name.length());
      ByteBufUtil.writeAscii(request, name);
    }
    request.writeShort(target.port());
    step = Step.REPLY;
    context.writeAndFlush(request);
  }

  private void readReply(ChannelHandlerContext context, ByteBuf input) {
    if (!speaksSocks(input)) {
      notUnderstood("its reply is no SOCKS 5");
      return;
    }
    if (input.readableBytes() >= 2) {
      int code = input.getUnsignedByte(input.readerIndex() + 1);
      if (code != 0) {
        refuse(refusal(code));
        return;
      }
    }
    if (input.readableBytes() < HEAD_OF_REPLY) {
      return;
    }
    int length = lengthOfReply(input);
    if (length < 0) {
      notUnderstood("its reply has an address of an unknown type");
    } else if (input.readableBytes() >= length) {
      input.skipBytes(length);
      establish(context);
    }
  }

  /** The head, the address that the proxy connected from, and a port; -1 if nobody knows. */
  private static int lengthOfReply(ByteBuf input) {
    int at = input.readerIndex() + 3;
    return switch (input.getUnsignedByte(at)) {
      case IPV4 -> 4 + 4 + 2;
      case IPV6 -> 4 + 16 + 2;
      case NAME -> HEAD_OF_REPLY + input.getUnsignedByte(at + 1) + 2;
      default -> -1;
    };
  }

  private Setback refusal(int code) {
    String words =
        switch (code) {
          case 1 -> "general failure";
          case 2 -> "not allowed by its rules";
          case 3 -> "network unreachable";
          case 4 -> "host unreachable";
          case 5 -> "connection refused";
          case 6 -> "TTL expired";
          case 7 -> "command not supported";
          case 8 -> "address type not supported";
          default -> "unknown";
        };
    Setback refusal =
        setback(SocketErrorStatus.PROXY_REFUSED, "it answered " + code + " (" + words + ")", null);
    return refusal.withRetryable(code == 1 || (code >= 3 && code <= 6));
  }

  private void notUnderstood(String reason) {
    refuse(SocketErrorStatus.PROTOCOL_VIOLATION, reason);
  }
}
