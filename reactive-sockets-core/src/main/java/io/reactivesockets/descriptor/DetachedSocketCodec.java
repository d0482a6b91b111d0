package io.reactivesockets.descriptor;

import io.reactivesockets.host.HostName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of detached sockets as bytes. Everything is big-endian; a string is its length in bytes
 * as a short and modified UTF-8; an address is its length in bytes (0 for none), the bytes, and the
 * port as a short.
 *
 * <pre>
 * magic "RSD", version, number of members (int), then the socket and each member:
 *   kind (byte), flags (byte), 8 counts (long each),
 *   host name, service name (strings, empty for none), shown local and remote address,
 *   unread bytes (int length, bytes),
 *   unread datagrams (int count; each remote, local, original size (short), short length, bytes),
 *   joined groups (int count; each three strings)
 * </pre>
 */
final class DetachedSocketCodec {

  /** More than any socket may have unread. */
  static final int MAX_BYTES = 64 << 20;

  private static final int MAGIC_AND_VERSION = 0x52534401;
  private static final int MAX_MEMBERS = 65_536;

  private static final List<DetachedSocketKind> KINDS =
      List.of(DetachedSocketKind.STREAM, DetachedSocketKind.LISTENER, DetachedSocketKind.DATAGRAM);

  private static final int ACCEPTED = 1;
  private static final int INPUT_ENDED = 2;
  private static final int OUTPUT_ENDED = 4;
  private static final int JOINING = 8;

  private DetachedSocketCodec() {}

  static byte[] encode(DetachedSocket socket) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + socket.unreadBytes());
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC_AND_VERSION);
      out.writeInt(socket.members().size());
      write(out, socket);
      for (DetachedSocket member : socket.members()) {
        write(out, member);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail so.
    }
    if (bytes.size() > MAX_BYTES) {
      throw new IllegalStateException(
          "state: " + bytes.size() + " bytes (expected: at most " + MAX_BYTES + ")");
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, DetachedSocket socket) throws IOException {
    out.writeByte(KINDS.indexOf(socket.kind()));
    out.writeByte(
        (socket.accepted() ? ACCEPTED : 0)
            | (socket.inputEnded() ? INPUT_ENDED : 0)
            | (socket.outputEnded() ? OUTPUT_ENDED : 0)
            | (socket.joining() ? JOINING : 0));
    SocketCounts counts = socket.counts();
    out.writeLong(counts.receivedCount());
    out.writeLong(counts.receivedBytes());
    out.writeLong(counts.deliveredCount());
    out.writeLong(counts.droppedCount());
    out.writeLong(counts.deniedCount());
    out.writeLong(counts.sentCount());
    out.writeLong(counts.sentBytes());
    out.writeLong(counts.failedCount());
    out.writeUTF(socket.hostName().map(HostName::canonicalName).orElse(""));
    out.writeUTF(socket.serviceName().orElse(""));
    writeAddress(out, socket.shownLocalAddress().orElse(null));
    writeAddress(out, socket.shownRemoteAddress().orElse(null));
    byte[] unread = socket.unread();
    out.writeInt(unread.length);
    out.write(unread);
    out.writeInt(socket.unreadDatagrams().size());
    for (UnreadDatagram datagram : socket.unreadDatagrams()) {
      writeAddress(out, datagram.remote());
      writeAddress(out, datagram.local().orElse(null));
      out.writeShort(datagram.originalSize());
      out.writeShort(datagram.payload().length);
      out.write(datagram.payload());
    }
    out.writeInt(socket.groups().size());
    for (JoinedGroup group : socket.groups()) {
      out.writeUTF(group.group());
      out.writeUTF(group.adapter());
      out.writeUTF(group.source().orElse(""));
    }
  }

  private static void writeAddress(DataOutputStream out, @Nullable InetSocketAddress address)
      throws IOException {
    if (address == null) {
      out.writeByte(0);
      return;
    }
    byte[] ip = address.getAddress().getAddress();
    out.writeByte(ip.length);
    out.write(ip);
    out.writeShort(address.getPort());
  }

  static DetachedSocket decode(byte[] state, List<Integer> descriptors) {
    if (state.length > MAX_BYTES) {
      throw malformed(state.length + " bytes, at most " + MAX_BYTES + " are allowed");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
      int magic = in.readInt();
      if (magic != MAGIC_AND_VERSION) {
        throw malformed("it begins with " + Integer.toHexString(magic));
      }
      int members = in.readInt();
      if (members < 0 || members > MAX_MEMBERS || descriptors.size() != members + 1) {
        throw malformed(members + " members and " + descriptors.size() + " descriptors");
      }
      Iterator<Integer> next = descriptors.iterator();
      DetachedSocket.Builder socket = read(in, next.next());
      List<DetachedSocket> belonging = new ArrayList<>();
      while (next.hasNext()) {
        belonging.add(read(in, next.next()).build());
      }
      if (in.available() > 0) {
        throw malformed(in.available() + " bytes too many");
      }
      return socket.members(belonging).build();
    } catch (IOException cutOrGarbled) {
      throw new IllegalArgumentException("state: cut or garbled", cutOrGarbled);
    }
  }

  private static DetachedSocket.Builder read(DataInputStream in, int descriptor)
      throws IOException {
    int kind = in.readUnsignedByte();
    if (kind >= KINDS.size()) {
      throw malformed("kind " + kind);
    }
    int flags = in.readUnsignedByte();
    DetachedSocket.Builder socket =
        DetachedSocket.builder(KINDS.get(kind), descriptor)
            .accepted((flags & ACCEPTED) != 0)
            .inputEnded((flags & INPUT_ENDED) != 0)
            .outputEnded((flags & OUTPUT_ENDED) != 0)
            .joining((flags & JOINING) != 0)
            .counts(
                new SocketCounts(
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong()));
    String host = in.readUTF();
    String service = in.readUTF();
    socket.connectedTo(
        host.isEmpty() ? null : HostName.of(host), service.isEmpty() ? null : service);
    socket.shownAddresses(readAddress(in), readAddress(in));
    socket.unread(bytes(in, in.readInt()));
    socket.unreadDatagrams(readDatagrams(in));
    return socket.groups(readGroups(in));
  }

  private static List<UnreadDatagram> readDatagrams(DataInputStream in) throws IOException {
    int count = count(in);
    List<UnreadDatagram> datagrams = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      InetSocketAddress remote = readAddress(in);
      InetSocketAddress local = readAddress(in);
      if (remote == null) {
        throw malformed("a datagram without a sender");
      }
      int originalSize = in.readUnsignedShort();
      byte[] payload = bytes(in, in.readUnsignedShort());
      datagrams.add(new UnreadDatagram(remote, Optional.ofNullable(local), payload, originalSize));
    }
    return datagrams;
  }

  private static List<JoinedGroup> readGroups(DataInputStream in) throws IOException {
    int count = count(in);
    List<JoinedGroup> groups = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String group = in.readUTF();
      String adapter = in.readUTF();
      String source = in.readUTF();
      groups.add(
          new JoinedGroup(
              group, adapter, source.isEmpty() ? Optional.empty() : Optional.of(source)));
    }
    return groups;
  }

  /** Each of what is counted has at least one byte, so no count makes us take much memory. */
  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > in.available()) {
      throw malformed("a count of " + count);
    }
    return count;
  }

  private static byte[] bytes(DataInputStream in, int length) throws IOException {
    if (length < 0 || length > in.available()) {
      throw malformed("a length of " + length);
    }
    return in.readNBytes(length);
  }

  private static @Nullable InetSocketAddress readAddress(DataInputStream in) throws IOException {
    int length = in.readUnsignedByte();
    if (length == 0) {
      return null;
    }
    if (length != 4 && length != 16) {
      throw malformed("an address of " + length + " bytes");
    }
    byte[] ip = bytes(in, length);
    return new InetSocketAddress(InetAddress.getByAddress(ip), in.readUnsignedShort());
  }

  private static IllegalArgumentException malformed(String found) {
    return new IllegalArgumentException("state: " + found);
  }
}
