package io.reactivesockets.triggers.wire;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A message of each type. */
final class Examples {

  private static final UUID ID = UUID.fromString("5f2c1f0e-7a64-4c9e-9d7c-6d1b0a9c3e21");

  private static final SocketRecord SOCKET =
      new SocketRecord(
          1000,
          "mail",
          "imap-1",
          SocketRecord.STREAM,
          ID,
          true,
          30_000,
          1_700_000_000_000L,
          17,
          SocketRecord.NOTHING,
          "127.0.0.1:143",
          "[2001:db8::1]:50000",
          "TLS12",
          Bytes.of(new byte[] {1, 2, 3}));

  private static final TaskRecord TASK =
      new TaskRecord(
          1000,
          "mail",
          ID,
          "worker",
          List.of("java", "-jar", "ü.jar"),
          Map.of("A", "b"),
          "/",
          true);

  private Examples() {}

  static List<Message> all() {
    Bytes state = Bytes.of(new byte[300]);
    return List.of(
        new Message.Hello(1, true, "mail"),
        new Message.Welcome(1, 65_536, 1 << 20),
        new Message.Register(ID, TASK),
        new Message.Unregister(ID, ID),
        new Message.Transfer(ID, 17, SOCKET, state),
        new Message.Prepared(ID),
        new Message.Commit(ID),
        new Message.Abort(ID),
        new Message.Take(ID, "imap-1", false),
        new Message.Given(ID, SOCKET, state),
        new Message.Taken(ID),
        new Message.Return(ID),
        new Message.Listing(ID, "0\0mail\0imap"),
        new Message.Page(ID, "next", List.of(SOCKET, SOCKET)),
        new Message.Update(ID, "imap-1", Bytes.none()),
        new Message.Drop(ID, 1000, "mail", "imap-1"),
        new Message.Subscribe(ID),
        new Message.Unsubscribe(ID),
        new Message.Notice(SOCKET),
        new Message.Statistics(ID),
        new Message.Figures(ID, Map.of("sockets", 3L)),
        new Message.Standby(ID, true),
        new Message.Succeed(ID),
        new Message.Estate(ID, 2, List.of(TASK)),
        new Message.Bequest(SOCKET, state),
        new Message.Done(ID),
        new Message.Refused(ID, Code.QUOTA, "too much"));
  }

  /** Returns how many descriptors go with a message. */
  static int descriptors(Message message) {
    return MessageType.of(message).mayBring(1) ? 1 : 0;
  }
}
