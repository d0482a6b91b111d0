package io.reactivesockets.benchmarks.ws;

import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A client in the place of a server: the load generator calls it, says a port and how many
 * WebSockets it wants to be opened there, and is called back.
 */
final class DialingPeer implements Peer {

  private final Dialer.Factory dialers;

  DialingPeer(Dialer.Factory dialers) {
    this.dialers = dialers;
  }

  @Override
  public int serve(Service service, String transport) {
    Dialer dialer = dialers.on(transport);
    try {
      ServerSocket calls = new ServerSocket(0);
      Thread switchboard = new Thread(() -> answer(calls, dialer), "switchboard");
      switchboard.setDaemon(true);
      switchboard.start();
      return calls.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(ServerSocket calls, Dialer dialer) {
    while (true) {
      try (Socket call = calls.accept();
          BufferedReader wishes =
              new BufferedReader(
                  new InputStreamReader(call.getInputStream(), StandardCharsets.US_ASCII))) {
        URI uri = URI.create("ws://127.0.0.1:" + Integer.parseInt(wishes.readLine()) + "/");
        int count = Integer.parseInt(wishes.readLine());
        for (int i = 0; i < count; i++) {
          dialer.dial(uri);
        }
      } catch (Exception e) {
        throw new IllegalStateException("dialing", e);
      }
    }
  }
}
