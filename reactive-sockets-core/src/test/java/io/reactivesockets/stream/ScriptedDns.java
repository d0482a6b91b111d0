package io.reactivesockets.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.reactivesockets.host.HostName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A name server on loopback that says what the test tells it to: records, that there are none, that
 * there is no such name, that it has failed, or nothing at all; each after a while, if asked.
 */
final class ScriptedDns implements AutoCloseable {

  static final int A = 1;
  static final int AAAA = 28;
  static final int SRV = 33;

  private static final int NO_ERROR = 0;
  private static final int SERVER_FAILURE = 2;
  private static final int NAME_ERROR = 3;
  private static final int HEADER = 12;

  private record Question(String name, int type) {}

  private record Reply(int code, List<byte[]> records, Duration delay, boolean silent) {}

  private final DatagramSocket socket;
  private final Map<Question, Reply> script = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "scripted-dns-later"));
  private final Thread reader = new Thread(this::serve, "scripted-dns");

  private ScriptedDns(DatagramSocket socket) {
    this.socket = socket;
  }

  static ScriptedDns start() throws IOException {
    ScriptedDns server = new ScriptedDns(new DatagramSocket(0, InetAddress.getByName("127.0.0.1")));
    server.reader.setDaemon(true);
    server.reader.start();
    return server;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
  }

  /** Returns what was asked so far, such as {@code host.example AAAA}. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  /** Gives a name an address, beside those it has. */
  ScriptedDns address(String name, String... literals) {
    for (String literal : literals) {
      byte[] octets = HostName.of(literal).toInetAddress().orElseThrow().getAddress();
      add(name, octets.length == 4 ? A : AAAA, octets);
    }
    return this;
  }

  ScriptedDns srv(String name, int priority, int weight, int port, String target) {
    ByteBuf data = Unpooled.buffer();
    data.writeShort(priority).writeShort(weight).writeShort(port);
    writeName(data, target);
    add(name, SRV, ByteBufUtil.getBytes(data));
    return this;
  }

  private void add(String name, int type, byte[] data) {
    script.merge(
        question(name, type),
        new Reply(NO_ERROR, List.of(data), Duration.ZERO, false),
        (old, added) -> {
          List<byte[]> all = new ArrayList<>(old.records());
          all.addAll(added.records());
          return new Reply(NO_ERROR, all, old.delay(), false);
        });
  }

  /** Lets a name exist without any record of its own. */
  ScriptedDns empty(String name) {
    for (int type : List.of(A, AAAA, SRV)) {
      script.putIfAbsent(
          question(name, type), new Reply(NO_ERROR, List.of(), Duration.ZERO, false));
    }
    return this;
  }

  ScriptedDns fails(String name, int type) {
    script.put(question(name, type), new Reply(SERVER_FAILURE, List.of(), Duration.ZERO, false));
    return this;
  }

  ScriptedDns silent(String name, int type) {
    script.put(question(name, type), new Reply(NO_ERROR, List.of(), Duration.ZERO, true));
    return this;
  }

  /** Lets an answer that was given before come late. */
  ScriptedDns delay(String name, int type, Duration delay) {
    script.compute(
        question(name, type),
        (key, old) ->
            old == null
                ? new Reply(NO_ERROR, List.of(), delay, false)
                : new Reply(old.code(), old.records(), delay, old.silent()));
    return this;
  }

  private static Question question(String name, int type) {
    return new Question(name.toLowerCase(Locale.ROOT), type);
  }

  private void serve() {
    byte[] packet = new byte[4096];
    try {
      while (!socket.isClosed()) {
        DatagramPacket query = new DatagramPacket(packet, packet.length);
        socket.receive(query);
        reply(Unpooled.copiedBuffer(packet, 0, query.getLength()), query.getSocketAddress());
      }
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void reply(ByteBuf query, SocketAddress client) throws IOException {
    query.skipBytes(HEADER);
    String name = DefaultDnsRecordDecoder.decodeName(query);
    int type = query.readUnsignedShort();
    query.skipBytes(2);
    String relative = name.substring(0, name.length() - 1).toLowerCase(Locale.ROOT);
    asked.add(relative + " " + (type == A ? "A" : type == AAAA ? "AAAA" : "SRV"));
    Reply reply = script.get(new Question(relative, type));
    if (reply == null) {
      boolean exists = script.keySet().stream().anyMatch(known -> known.name().equals(relative));
      reply = new Reply(exists ? NO_ERROR : NAME_ERROR, List.of(), Duration.ZERO, false);
    }
    if (reply.silent()) {
      return;
    }
    byte[] answer = encode(query, type, reply);
    DatagramPacket packet = new DatagramPacket(answer, answer.length, client);
    if (reply.delay().isZero()) {
      socket.send(packet);
    } else {
      later.schedule(
          () -> {
            socket.send(packet);
            return null;
          },
          reply.delay().toMillis(),
          TimeUnit.MILLISECONDS);
    }
  }

  /** The id and question of the query, then the records, all of them about the same name. */
  private static byte[] encode(ByteBuf query, int type, Reply reply) {
    ByteBuf answer = Unpooled.buffer();
    answer.writeShort(query.getUnsignedShort(0)).writeShort(0x8580 | reply.code());
    answer.writeShort(1).writeShort(reply.records().size()).writeInt(0);
    answer.writeBytes(query, HEADER, query.readerIndex() - HEADER);
    for (byte[] data : reply.records()) {
      answer.writeShort(0xc000 | HEADER).writeShort(type).writeShort(1).writeInt(60);
      answer.writeShort(data.length).writeBytes(data);
    }
    return ByteBufUtil.getBytes(answer);
  }

  private static void writeName(ByteBuf into, String name) {
    for (String label : name.split("\\.")) {
      if (!label.isEmpty()) {
        into.writeByte(label.length());
        ByteBufUtil.writeAscii(into, label);
      }
    }
    into.writeByte(0);
  }

  @Override
  public void close() {
    socket.close();
    later.shutdownNow();
    try {
      reader.join(5_000);
      later.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
