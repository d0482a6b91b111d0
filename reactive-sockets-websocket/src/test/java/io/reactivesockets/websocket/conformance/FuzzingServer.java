package io.reactivesockets.websocket.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A fuzzing server in the manner of the Autobahn test suite, for clients that echo: {@code
 * /getCaseCount}, {@code /runCase?case=1&agent=NAME}, {@code /getCaseStatus} and {@code
 * /updateReports?agent=NAME}.
 */
public final class FuzzingServer implements AutoCloseable {

  private final List<Case> cases = new ArrayList<>();
  private final ConcurrentMap<String, String> verdicts = new ConcurrentHashMap<>();
  private final ServerSocket listener;
  private final boolean tls;
  private final Thread thread;
  private volatile String reportedAgent = "";

  /**
   * Serves every so many of the cases.
   *
   * @param tls whether to speak wss
   * @param every 1 for all light cases, 2 for half of them, and so on
   */
  public FuzzingServer(boolean tls, int every) throws IOException {
    this.tls = tls;
    cases.addAll(LightCases.every(every));
    InetAddress loopback = InetAddress.getLoopbackAddress();
    listener =
        tls
            ? Tls.context().getServerSocketFactory().createServerSocket(0, 50, loopback)
            : new ServerSocket(0, 50, loopback);
    thread = new Thread(this::serve, "fuzzing-server");
    thread.start();
  }

  public URI uri() {
    return URI.create((tls ? "wss" : "ws") + "://127.0.0.1:" + listener.getLocalPort());
  }

  /** Returns the authority that a client of wss has to trust, as PEM. */
  public static String authority() {
    return Tls.authorityPem();
  }

  /** Returns how many cases there are. */
  public int count() {
    return cases.size();
  }

  /** Returns what became of each case that was run: OK, or what went wrong. */
  public Map<String, String> verdicts() {
    return Map.copyOf(verdicts);
  }

  /** Returns the agent for whom reports were asked for; empty before. */
  public String reportedAgent() {
    return reportedAgent;
  }

  private void serve() {
    while (true) {
      Socket socket;
      try {
        socket = listener.accept();
      } catch (IOException e) {
        return;
      }
      new Thread(() -> converse(socket), "fuzzing-conversation").start();
    }
  }

  private void converse(Socket socket) {
    // Which case it is shows only in the request, so the choice has to look it up.
    try (socket;
        Wire wire = Wire.server(socket, this::answer)) {
      String path = wire.path();
      String verb = path.replaceAll("\\?.*", "");
      switch (verb) {
        case "/getCaseCount" -> tell(wire, Integer.toString(cases.size()));
        case "/getCaseStatus" -> tell(wire, "{\"behavior\": \"OK\"}");
        case "/updateReports" -> {
          reportedAgent = parameter(path, "agent");
          new Examiner(wire).closes();
        }
        case "/runCase" -> judge(wire, cases.get(Integer.parseInt(parameter(path, "case")) - 1));
        default -> throw new IOException("no such thing: " + path);
      }
    } catch (IOException | AssertionError e) {
      verdicts.putIfAbsent("conversation " + e, String.valueOf(e));
    }
  }

  private String answer(String path, String offer) {
    return path.startsWith("/runCase")
        ? cases.get(Integer.parseInt(parameter(path, "case")) - 1).choice().of(path, offer)
        : "";
  }

  private static void tell(Wire wire, String text) throws IOException {
    wire.say(Wire.TEXT, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    wire.say(Wire.CLOSE, io.reactivesockets.websocket.codec.Bytes.hex(Examiner.NORMAL));
    // A client that is impatient may close first; either way there is an end.
    wire.hear();
  }

  private void judge(Wire wire, Case example) {
    try {
      example.run(wire);
      verdicts.put(example.id(), "OK");
    } catch (IOException | RuntimeException | AssertionError e) {
      verdicts.put(example.id(), String.valueOf(e));
    }
  }

  private static String parameter(String path, String name) {
    for (String part : path.substring(path.indexOf('?') + 1).split("&", -1)) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    listener.close();
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
