package io.reactivesockets.triggers.broker;

import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What started this process, if it wants to hear how it goes: {@code sd_notify(3)}. */
final class ServiceManager {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

  private final @Nullable String address;

  private ServiceManager(@Nullable String address) {
    this.address = address;
  }

  static ServiceManager of(Map<String, String> environment) {
    return new ServiceManager(environment.get("NOTIFY_SOCKET"));
  }

  boolean isPresent() {
    return address != null;
  }

  /** Sends assignments, such as {@code READY=1}, one a line. */
  void tell(String assignments) {
    if (address == null) {
      return;
    }
    // A name that begins with @ is in the abstract namespace, where the first byte is zero.
    String path = address.startsWith("@") ? "\0" + address.substring(1) : address;
    Socket socket = Socket.newSocketDomainDgram();
    try {
      byte[] text = assignments.getBytes(StandardCharsets.UTF_8);
      ByteBuffer message = ByteBuffer.allocateDirect(text.length).put(text);
      socket.connect(new DomainSocketAddress(path));
      socket.write(message, 0, text.length);
    } catch (IOException e) {
      LOG.warn("the service manager at {} could not be told {}", address, assignments, e);
    } finally {
      close(socket);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("{} was closed, but not without complaint", socket, e);
    }
  }
}
