package io.reactivesockets.benchmarks.ws;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The JDK's client sends back what comes: a message at a time, for it takes no second send. */
final class JdkEcho implements WebSocket.Listener {

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    return askAfter(socket, socket.sendText(data, last));
  }

  @Override
  public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    return askAfter(socket, socket.sendBinary(data, last));
  }

  private static CompletionStage<?> askAfter(WebSocket socket, CompletableFuture<WebSocket> sent) {
    return sent.thenRun(() -> socket.request(1));
  }
}
