package io.reactivesockets.descriptor.unix;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/** The two ways of one connection; see {@link UnixFrames}. Confined to the event loop. */
final class UnixHandler extends ChannelInboundHandlerAdapter {

  /** Takes messages; called on the event loop. */
  interface Reader {

    /** There are messages, or the end, to look at. */
    void wake();

    /** How many messages are asked for. */
    long demand();
  }

  private record Sending(UnixMessage message, MonoSink<Void> sink) {}

  private final EpollDomainSocketChannel channel;
  private final EventLoop loop;
  private final UnixControl control;
  private final UnixFailures failures;
  private final ArrayDeque<Sending> waiting = new ArrayDeque<>();
  private final ArrayDeque<UnixMessage> received = new ArrayDeque<>();
  private final ByteBuf bytes;

  private @Nullable Sending sending;
  private @Nullable Future<?> sendDeadline;
  private boolean handing;
  private long waitingBytes;
  private long receivedBytes;

  private byte @Nullable [] begun;
  private int awaited;
  private List<Integer> descriptors = new ArrayList<>();
  private @Nullable Future<?> receiveDeadline;

  private @Nullable Reader reader;
  private boolean closing;
  private boolean ended;
  private @Nullable SocketOperationException failure;

  private UnixHandler(
      EpollDomainSocketChannel channel,
      EventLoop loop,
      UnixControl control,
      UnixFailures failures) {
    this.channel = channel;
    this.loop = loop;
    this.control = control;
    this.failures = failures;
    this.bytes = channel.alloc().heapBuffer();
  }

  /** Puts a handler on a channel that is not registered yet. */
  static UnixHandler on(
      EpollDomainSocketChannel channel,
      EventLoop loop,
      UnixControl control,
      UnixFailures failures) {
    UnixHandler handler = new UnixHandler(channel, loop, control, failures);
    channel.config().setAutoRead(false);
    channel.pipeline().addLast(handler);
    channel.closeFuture().addListener(closed -> handler.closed());
    return handler;
  }

  void execute(Runnable work) {
    if (loop.inEventLoop()) {
      work.run();
    } else {
      loop.execute(work);
    }
  }

  UnixFailures failures() {
    return failures;
  }

  // Sending.

  /** Any thread. */
  void check(UnixMessage message) {
    if (message.bytes().length > control.maxMessageBytes()) {
      throw new IllegalArgumentException(
          "message: "
              + message.bytes().length
              + " bytes (expected: at most "
              + control.maxMessageBytes()
              + ")");
    }
    if (message.descriptors().size() > control.maxDescriptors()) {
      throw new IllegalArgumentException(
          "message: "
              + message.descriptors().size()
              + " descriptors (expected: at most "
              + control.maxDescriptors()
              + ")");
    }
  }

  void send(UnixMessage message, MonoSink<Void> sink) {
    if (!channel.isActive() || closing) {
      sink.error(failure == null ? failures.closed("send") : failure);
      return;
    }
    if (!waiting.isEmpty() && waitingBytes > control.maxMessageBytes()) {
      sink.error(failures.full());
      return;
    }
    waitingBytes += message.bytes().length;
    waiting.add(new Sending(message, sink));
    sendNext();
  }

  private void sendNext() {
    if (sending != null) {
      return;
    }
    Sending next = waiting.poll();
    if (next == null) {
      if (closing) {
        channel.close();
      }
      return;
    }
    waitingBytes -= next.message().bytes().length;
    sending = next;
    sendDeadline = deadline("send");
    channel
        .writeAndFlush(UnixFrames.message(channel.alloc(), next.message()))
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                fail(failures.of(written.cause(), SocketPhase.OPEN, "send"));
              } else if (next.message().descriptors().isEmpty()) {
                sent();
              }
            });
    updateReading();
  }

  private void sent() {
    Sending done = sending;
    if (done == null) {
      return;
    }
    sending = null;
    handing = false;
    cancel(sendDeadline);
    done.sink().success();
    sendNext();
    updateReading();
  }

  private void handDescriptors() {
    Sending current = sending;
    if (current == null || handing || current.message().descriptors().isEmpty()) {
      fail(failures.violation("the peer wants descriptors that nobody sends"));
      return;
    }
    handing = true;
    for (int descriptor : current.message().descriptors()) {
      channel.write(new FileDescriptor(descriptor)).addListener(this::noteFailure);
    }
    channel.flush();
  }

  private void noteFailure(Future<?> written) {
    if (!written.isSuccess()) {
      fail(failures.of(written.cause(), SocketPhase.OPEN, "send"));
    }
  }

  private void descriptorsTaken() {
    if (!handing) {
      fail(failures.violation("the peer has taken descriptors that nobody sent"));
      return;
    }
    sent();
  }

  // Receiving.

  @Override
  public void channelActive(ChannelHandlerContext context) {
    updateReading();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof FileDescriptor descriptor) {
      arrived(descriptor.intValue());
    } else if (message instanceof ByteBuf more) {
      if (failure == null) {
        bytes.writeBytes(more);
      }
      more.release();
      parse();
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    updateReading();
  }

  private void parse() {
    while (failure == null && awaited == 0 && bytes.isReadable()) {
      int kind = bytes.getByte(bytes.readerIndex());
      if (kind == UnixFrames.READY) {
        bytes.skipBytes(1);
        handDescriptors();
      } else if (kind == UnixFrames.TAKEN) {
        bytes.skipBytes(1);
        descriptorsTaken();
      } else if (kind != UnixFrames.MESSAGE) {
        fail(failures.violation("a frame of kind " + kind));
      } else if (!parseMessage()) {
        break;
      }
    }
    if (failure == null && bytes.isReadable() && awaited == 0) {
      if (receiveDeadline == null) {
        receiveDeadline = deadline("receive");
      }
    }
    bytes.discardSomeReadBytes();
  }

  private boolean parseMessage() {
    if (bytes.readableBytes() < UnixFrames.HEADER_BYTES) {
      return false;
    }
    int start = bytes.readerIndex();
    int length = bytes.getInt(start + 1);
    int count = bytes.getUnsignedShort(start + 5);
    if (length < 0 || length > control.maxMessageBytes()) {
      fail(failures.tooLong(length + " bytes, at most " + control.maxMessageBytes()));
      return true;
    }
    if (count > control.maxDescriptors()) {
      fail(failures.tooLong(count + " descriptors, at most " + control.maxDescriptors()));
      return true;
    }
    if (bytes.readableBytes() < UnixFrames.HEADER_BYTES + length) {
      return false;
    }
    bytes.skipBytes(UnixFrames.HEADER_BYTES);
    byte[] payload = new byte[length];
    bytes.readBytes(payload);
    receiveDeadline = cancel(receiveDeadline);
    if (count == 0) {
      offer(UnixMessage.of(payload));
    } else {
      awaitDescriptors(payload, count);
    }
    return true;
  }

  private void awaitDescriptors(byte[] payload, int count) {
    Sending current = sending;
    if (bytes.isReadable() || (current != null && !current.message().descriptors().isEmpty())) {
      fail(failures.violation("bytes where descriptors were expected, or both sides send some"));
      return;
    }
    begun = payload;
    awaited = count;
    receiveDeadline = deadline("receive");
    channel.config().setReadMode(DomainSocketReadMode.FILE_DESCRIPTORS);
    channel
        .writeAndFlush(UnixFrames.sign(channel.alloc(), UnixFrames.READY))
        .addListener(this::noteFailure);
  }

  private void arrived(int descriptor) {
    byte[] payload = begun;
    if (payload == null || failure != null) {
      Descriptors.close(descriptor);
      return;
    }
    descriptors.add(descriptor);
    if (descriptors.size() < awaited) {
      return;
    }
    UnixMessage whole = UnixMessage.of(payload, descriptors);
    begun = null;
    awaited = 0;
    descriptors = new ArrayList<>();
    receiveDeadline = cancel(receiveDeadline);
    channel.config().setReadMode(DomainSocketReadMode.BYTES);
    channel
        .writeAndFlush(UnixFrames.sign(channel.alloc(), UnixFrames.TAKEN))
        .addListener(this::noteFailure);
    offer(whole);
  }

  private void offer(UnixMessage message) {
    if (closing) {
      message.closeDescriptors();
      return;
    }
    received.add(message);
    receivedBytes += message.bytes().length;
    wake();
  }

  /** Asks for one read if somebody waits for what it brings. */
  void updateReading() {
    Reader current = reader;
    boolean wanted = current != null && current.demand() > received.size();
    boolean answerAwaited = sending != null && !sending.message().descriptors().isEmpty();
    boolean room = receivedBytes <= control.maxMessageBytes();
    boolean partial = awaited > 0 || bytes.isReadable();
    if (channel.isActive() && (wanted || (room && (answerAwaited || partial)))) {
      channel.read();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(failures.of(cause, SocketPhase.OPEN, "receive"));
  }

  // Who takes the messages.

  boolean attach(Reader next) {
    if (reader != null) {
      return false;
    }
    reader = next;
    return true;
  }

  void detach(Reader gone) {
    if (reader == gone) {
      reader = null;
    }
  }

  @Nullable UnixMessage poll() {
    UnixMessage message = received.poll();
    if (message != null) {
      receivedBytes -= message.bytes().length;
    }
    return message;
  }

  boolean isEmpty() {
    return received.isEmpty();
  }

  boolean hasEnded() {
    return ended;
  }

  @Nullable SocketOperationException failure() {
    return failure;
  }

  private void wake() {
    Reader current = reader;
    if (current != null) {
      current.wake();
    }
  }

  // Ending.

  void close() {
    if (closing) {
      return;
    }
    closing = true;
    dropReceived();
    if (sending == null && waiting.isEmpty()) {
      channel.close();
    }
  }

  private Future<?> deadline(String operation) {
    return loop.schedule(
        () -> fail(failures.stalled(operation, control.timeout())),
        UnixConnection.millis(control),
        TimeUnit.MILLISECONDS);
  }

  private static @Nullable Future<?> cancel(@Nullable Future<?> deadline) {
    if (deadline != null) {
      deadline.cancel(false);
    }
    return null;
  }

  private void fail(SocketOperationException why) {
    if (failure == null) {
      failure = why;
    }
    channel.close();
  }

  private void closed() {
    execute(
        () -> {
          if (ended) {
            return;
          }
          ended = true;
          receiveDeadline = cancel(receiveDeadline);
          sendDeadline = cancel(sendDeadline);
          if (failure == null && !closing && (bytes.isReadable() || awaited > 0)) {
            failure = failures.unfinished();
          }
          bytes.release();
          descriptors.forEach(Descriptors::close);
          descriptors = new ArrayList<>();
          failSends();
          wake();
          // Somebody may come for what had arrived, but not for ever.
          loop.schedule(this::dropReceived, UnixConnection.millis(control), TimeUnit.MILLISECONDS);
        });
  }

  private void failSends() {
    SocketOperationException why = failure == null ? failures.closed("send") : failure;
    Sending current = sending;
    sending = null;
    if (current != null) {
      current.sink().error(why);
    }
    Sending next;
    while ((next = waiting.poll()) != null) {
      next.sink().error(why);
    }
  }

  private void dropReceived() {
    UnixMessage message;
    while ((message = poll()) != null) {
      message.closeDescriptors();
    }
  }
}
