package io.reactivesockets.triggers.wire;

import io.reactivesockets.triggers.wire.Message.Abort;
import io.reactivesockets.triggers.wire.Message.Bequest;
import io.reactivesockets.triggers.wire.Message.Commit;
import io.reactivesockets.triggers.wire.Message.Done;
import io.reactivesockets.triggers.wire.Message.Drop;
import io.reactivesockets.triggers.wire.Message.Estate;
import io.reactivesockets.triggers.wire.Message.Figures;
import io.reactivesockets.triggers.wire.Message.Given;
import io.reactivesockets.triggers.wire.Message.Hello;
import io.reactivesockets.triggers.wire.Message.Listing;
import io.reactivesockets.triggers.wire.Message.Notice;
import io.reactivesockets.triggers.wire.Message.Page;
import io.reactivesockets.triggers.wire.Message.Prepared;
import io.reactivesockets.triggers.wire.Message.Refused;
import io.reactivesockets.triggers.wire.Message.Register;
import io.reactivesockets.triggers.wire.Message.Return;
import io.reactivesockets.triggers.wire.Message.Standby;
import io.reactivesockets.triggers.wire.Message.Statistics;
import io.reactivesockets.triggers.wire.Message.Subscribe;
import io.reactivesockets.triggers.wire.Message.Succeed;
import io.reactivesockets.triggers.wire.Message.Take;
import io.reactivesockets.triggers.wire.Message.Taken;
import io.reactivesockets.triggers.wire.Message.Transfer;
import io.reactivesockets.triggers.wire.Message.Unregister;
import io.reactivesockets.triggers.wire.Message.Unsubscribe;
import io.reactivesockets.triggers.wire.Message.Update;
import io.reactivesockets.triggers.wire.Message.Welcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How each message looks in a frame: its number, its fields, whether a descriptor follows. */
@SuppressWarnings("ImmutableEnumChecker") // Functions without a state.
enum MessageType {
  HELLO(
      1,
      false,
      Hello.class,
      (out, m) ->
          out.i32(MessageType.MAGIC).u16(m.version()).flag(m.administrator()).text(m.application()),
      in -> {
        if (in.i32() != MessageType.MAGIC) {
          throw new WireFormatException("not a greeting of this protocol");
        }
        return new Hello(in.u16(), in.flag(), in.name());
      }),
  WELCOME(
      2,
      false,
      Welcome.class,
      (out, m) -> out.u16(m.version()).i32(m.maxContextBytes()).i32(m.maxUnreadBytes()),
      in -> new Welcome(in.u16(), in.i32(), in.i32())),
  REGISTER(
      3,
      false,
      Register.class,
      (out, m) -> m.task().write(out.uuid(m.request())),
      in -> new Register(in.uuid(), TaskRecord.read(in))),
  UNREGISTER(
      4,
      false,
      Unregister.class,
      (out, m) -> out.uuid(m.request()).uuid(m.task()),
      in -> new Unregister(in.uuid(), in.uuid())),
  TRANSFER(
      5,
      true,
      Transfer.class,
      (out, m) -> {
        m.socket().write(out.uuid(m.request()).i64(m.until()));
        out.bytes(m.state());
      },
      in ->
          new Transfer(
              in.uuid(), in.i64(), SocketRecord.read(in), in.bytes(Limits.MAX_PAYLOAD_BYTES))),
  PREPARED(
      6, false, Prepared.class, (out, m) -> out.uuid(m.request()), in -> new Prepared(in.uuid())),
  COMMIT(7, false, Commit.class, (out, m) -> out.uuid(m.request()), in -> new Commit(in.uuid())),
  ABORT(8, false, Abort.class, (out, m) -> out.uuid(m.request()), in -> new Abort(in.uuid())),
  TAKE(
      9,
      false,
      Take.class,
      (out, m) -> out.uuid(m.request()).text(m.id()).flag(m.plain()),
      in -> new Take(in.uuid(), in.name(), in.flag())),
  GIVEN(
      10,
      true,
      Given.class,
      (out, m) -> {
        m.socket().write(out.uuid(m.request()));
        out.bytes(m.state());
      },
      in -> new Given(in.uuid(), SocketRecord.read(in), in.bytes(Limits.MAX_PAYLOAD_BYTES))),
  TAKEN(11, false, Taken.class, (out, m) -> out.uuid(m.request()), in -> new Taken(in.uuid())),
  RETURN(12, false, Return.class, (out, m) -> out.uuid(m.request()), in -> new Return(in.uuid())),
  LISTING(
      13,
      false,
      Listing.class,
      (out, m) -> out.uuid(m.request()).text(m.after()),
      in -> new Listing(in.uuid(), in.text())),
  PAGE(
      14,
      false,
      Page.class,
      (out, m) -> {
        out.uuid(m.request()).text(m.next());
        m.sockets().forEach(socket -> socket.write(out));
      },
      in -> new Page(in.uuid(), in.text(), MessageType.all(in, SocketRecord::read))),
  UPDATE(
      15,
      false,
      Update.class,
      (out, m) -> out.uuid(m.request()).text(m.id()).bytes(m.context()),
      in -> new Update(in.uuid(), in.name(), in.bytes(Limits.MAX_CONTEXT_BYTES))),
  DROP(
      16,
      false,
      Drop.class,
      (out, m) -> out.uuid(m.request()).i32(m.uid()).text(m.application()).text(m.id()),
      in -> new Drop(in.uuid(), in.i32(), in.name(), in.name())),
  SUBSCRIBE(
      17,
      false,
      Subscribe.class,
      (out, m) -> out.uuid(m.request()),
      in -> new Subscribe(in.uuid())),
  UNSUBSCRIBE(
      18,
      false,
      Unsubscribe.class,
      (out, m) -> out.uuid(m.request()),
      in -> new Unsubscribe(in.uuid())),
  NOTICE(
      19,
      false,
      Notice.class,
      (out, m) -> m.socket().write(out),
      in -> new Notice(SocketRecord.read(in))),
  STATISTICS(
      20,
      false,
      Statistics.class,
      (out, m) -> out.uuid(m.request()),
      in -> new Statistics(in.uuid())),
  FIGURES(
      21,
      false,
      Figures.class,
      (out, m) -> out.uuid(m.request()).figures(m.values()),
      in -> new Figures(in.uuid(), in.figures())),
  STANDBY(
      22,
      false,
      Standby.class,
      (out, m) -> out.uuid(m.request()).flag(m.on()),
      in -> new Standby(in.uuid(), in.flag())),
  SUCCEED(
      23, false, Succeed.class, (out, m) -> out.uuid(m.request()), in -> new Succeed(in.uuid())),
  ESTATE(
      24,
      true,
      Estate.class,
      (out, m) -> {
        out.uuid(m.request()).i32(m.sockets());
        m.tasks().forEach(task -> task.write(out));
      },
      in -> new Estate(in.uuid(), in.i32(), MessageType.all(in, TaskRecord::read))),
  BEQUEST(
      25,
      true,
      Bequest.class,
      (out, m) -> {
        m.socket().write(out);
        out.bytes(m.state());
      },
      in -> new Bequest(SocketRecord.read(in), in.bytes(Limits.MAX_PAYLOAD_BYTES))),
  DONE(26, false, Done.class, (out, m) -> out.uuid(m.request()), in -> new Done(in.uuid())),
  REFUSED(
      27,
      false,
      Refused.class,
      (out, m) -> out.uuid(m.request()).u8(m.code().number()).text(m.reason()),
      in -> new Refused(in.uuid(), Code.of(in.u8()), in.text()));

  private static final int MAGIC = 0x5253_424b; // RSBK

  private static final Map<Integer, MessageType> BY_NUMBER =
      Stream.of(values()).collect(Collectors.toMap(type -> type.number, Function.identity()));
  private static final Map<Class<?>, MessageType> BY_CLASS =
      Stream.of(values()).collect(Collectors.toMap(type -> type.message, Function.identity()));

  private final int number;
  private final boolean descriptor;
  private final Class<?> message;
  private final BiConsumer<WireWriter, Message> writing;
  private final Function<WireReader, ? extends Message> reading;

  <M extends Message> MessageType(
      int number,
      boolean descriptor,
      Class<M> message,
      BiConsumer<WireWriter, M> writing,
      Function<WireReader, M> reading) {
    this.number = number;
    this.descriptor = descriptor;
    this.message = message;
    this.writing = (out, any) -> writing.accept(out, message.cast(any));
    this.reading = reading;
  }

  /** Returns the type with a number, or fails. */
  static MessageType of(int number) {
    @Nullable MessageType type = BY_NUMBER.get(number);
    if (type == null) {
      throw new WireFormatException("message of type " + number);
    }
    return type;
  }

  static MessageType of(Message message) {
    MessageType type = BY_CLASS.get(message.getClass());
    if (type == null) {
      throw new IllegalArgumentException("message: " + message.getClass());
    }
    return type;
  }

  int number() {
    return number;
  }

  /** Tells whether so many descriptors can follow the frame. */
  boolean mayBring(int descriptors) {
    return descriptor ? descriptors > 0 && descriptors <= Limits.MAX_DESCRIPTORS : descriptors == 0;
  }

  void write(WireWriter out, Message message) {
    writing.accept(out, message);
  }

  Message read(WireReader in) {
    Message read = reading.apply(in);
    in.end();
    return read;
  }

  private static <T> List<T> all(WireReader in, Function<WireReader, T> one) {
    List<T> all = new ArrayList<>();
    while (in.hasMore()) {
      all.add(one.apply(in));
    }
    return List.copyOf(all);
  }
}
