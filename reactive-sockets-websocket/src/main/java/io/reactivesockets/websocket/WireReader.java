package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.reactivesockets.websocket.codec.MessageReader;
import io.reactivesockets.websocket.codec.ProtocolViolation;
import java.util.ArrayDeque;

/**
 * The bytes on their way in: hands them to the reader of messages while there is room for what it
 * finds, keeps what was read beyond that, and has the channel read no more until there is room
 * again. Event loop only.
 */
final class WireReader {

  private final Channel channel;
  private final MessageReader messages;
  private final Reader reader;
  private final ArrayDeque<ByteBuf> unread = new ArrayDeque<>(2);

  private boolean reading;
  private boolean ignoring;
  private boolean paused;
  private boolean inputEnded;

  /** Who wants what is found. */
  interface Reader {

    /** Returns whether what is found has to wait. */
    boolean isFull();

    /** The peer broke a rule or a limit. */
    void violation(ProtocolViolation violation);
  }

  WireReader(Channel channel, MessageReader messages, Reader reader) {
    this.channel = channel;
    this.messages = messages;
    this.reader = reader;
  }

  /** Returns whether the channel is read no more for now. */
  boolean isPaused() {
    return paused;
  }

  /** Returns whether the end of the connection would cut a message. */
  boolean isWithinMessage() {
    return !unread.isEmpty() || !messages.isBetweenMessages();
  }

  /** Takes bytes that the channel has read. */
  void read(ByteBuf bytes) {
    if (ignoring) {
      bytes.release();
      return;
    }
    unread.add(bytes);
    goOn();
  }

  /** Goes on with what waits, as far as there is room now. */
  void goOn() {
    if (reading) {
      return;
    }
    reading = true;
    try {
      messages.resume();
      ByteBuf next;
      while ((next = unread.peek()) != null && !reader.isFull()) {
        messages.read(next);
        if (!unread.isEmpty() && !next.isReadable()) {
          unread.poll();
          next.release();
        }
      }
    } catch (ProtocolViolation violation) {
      reader.violation(violation);
    } finally {
      reading = false;
      if (ignoring) {
        dropUnread();
      }
    }
    updateReading();
  }

  /** Looks at nothing more; what comes is dropped, so that the end of it is seen. */
  void ignore() {
    ignoring = true;
    messages.stop();
    if (!reading) {
      dropUnread();
    }
    updateReading();
  }

  boolean isIgnoring() {
    return ignoring;
  }

  /** Returns whether where it stands can be written down now. */
  boolean isMovable() {
    return messages.isMovable();
  }

  MessageReader messages() {
    return messages;
  }

  boolean isInputEnded() {
    return inputEnded;
  }

  /** Reads no more, for the channel is to leave its event loop. */
  void pauseForGood() {
    if (!inputEnded) {
      channel.config().setAutoRead(false);
    }
  }

  /** Takes out what was read from the channel and not looked at. */
  byte[] takeUnread() {
    int size = 0;
    for (ByteBuf next : unread) {
      size += next.readableBytes();
    }
    byte[] bytes = new byte[size];
    int at = 0;
    ByteBuf next;
    while ((next = unread.poll()) != null) {
      int count = next.readableBytes();
      next.readBytes(bytes, at, count);
      at += count;
      next.release();
    }
    return bytes;
  }

  private void dropUnread() {
    ByteBuf next;
    while ((next = unread.poll()) != null) {
      next.release();
    }
  }

  /** The channel will read nothing more; reading must not be switched on or off any longer. */
  void inputEnded() {
    inputEnded = true;
  }

  private void updateReading() {
    boolean pause = !ignoring && (reader.isFull() || !unread.isEmpty());
    if (pause != paused) {
      paused = pause;
      if (!inputEnded) {
        // An epoll channel fails if reading is toggled after its input was shut down.
        channel.config().setAutoRead(!pause);
      }
    }
  }
}
