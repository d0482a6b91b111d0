package io.reactivesockets.benchmarks.ws;

import io.reactivesockets.benchmarks.load.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Opens the WebSockets of a load as their server: a {@link DialingPeer} calls back. */
final class Callback implements WsLoads.Opening {

  private final int count;
  private final Supplier<Script> script;

  Callback(int count, Supplier<Script> script) {
    this.count = count;
    this.script = script;
  }

  @Override
  public List<Wire> open(Target target) throws IOException {
    List<Wire> wires = new ArrayList<>(count);
    try (ServerSocketChannel listening = ServerSocketChannel.open()) {
      listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), count);
      ask(target, listening.socket().getLocalPort());
      for (int i = 0; i < count; i++) {
        SocketChannel channel = listening.accept();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Handshakes.answer(channel);
        wires.add(new Wire(channel, script.get()));
      }
    }
    return wires;
  }

  private void ask(Target target, int port) throws IOException {
    try (SocketChannel call = SocketChannel.open(target.address(0))) {
      ByteBuffer wishes = StandardCharsets.US_ASCII.encode(port + "\n" + count + "\n");
      while (wishes.hasRemaining()) {
        call.write(wishes);
      }
    }
  }
}
