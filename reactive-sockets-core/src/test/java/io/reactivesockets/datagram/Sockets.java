package io.reactivesockets.datagram;

import io.reactivesockets.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** The datagram sockets of one test, all closed by {@link #close}. */
public final class Sockets implements AutoCloseable {

  static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Transport transport;
  private final List<DatagramSocket> opened = new ArrayList<>();

  private Sockets(Transport transport) {
    this.transport = transport;
  }

  public static Sockets on(Transport transport) {
    return new Sockets(transport);
  }

  /** Binds a port that the system picks. */
  public DatagramSocket bind(String host) {
    return bind(host, control -> control);
  }

  public DatagramSocket bind(String host, UnaryOperator<DatagramSocketControl.Builder> asked) {
    return keep(DatagramSocket.bind(host, 0, control(asked)));
  }

  /** Connects to another socket on this host. */
  public DatagramSocket connect(String host, int port) {
    return connect(host, port, control -> control);
  }

  public DatagramSocket connect(
      String host, int port, UnaryOperator<DatagramSocketControl.Builder> asked) {
    return keep(DatagramSocket.connect(host, port, control(asked)));
  }

  public DatagramSocket keep(Mono<DatagramSocket> opening) {
    DatagramSocket socket = opening.block(TIMEOUT);
    opened.add(socket);
    return socket;
  }

  public DatagramSocketControl control(UnaryOperator<DatagramSocketControl.Builder> asked) {
    return asked.apply(DatagramSocketControl.builder().transport(transport)).build();
  }

  public static InetSocketAddress address(String host, int port) {
    return new InetSocketAddress(host, port);
  }

  public static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String text(Message message) {
    return message.text(StandardCharsets.UTF_8);
  }

  /** Bytes that look like no others. */
  public static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Override
  public void close() {
    for (DatagramSocket socket : opened) {
      socket.close().block(TIMEOUT);
    }
  }
}
