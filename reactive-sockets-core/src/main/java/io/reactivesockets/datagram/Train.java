package io.reactivesockets.datagram;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams of equal length to one address, one behind the other in memory, which the kernel can
 * take in one call (UDP_SEGMENT) and send as they are; the last may be shorter. Most often it is
 * one datagram alone.
 */
final class Train {

  /** What the kernel takes at most (UDP_MAX_SEGMENTS of older kernels). */
  private static final int MAX_COUNT = 64;

  private static final int MAX_BYTES = 65_507;

  private final ByteBuf bytes;
  private final @Nullable InetSocketAddress remote;
  private final int segmentBytes;
  private final Receipt first;
  private @Nullable List<Receipt> others;
  private int firstCount = 1;
  private int count = 1;
  private int attempts;
  private @Nullable Throwable earlier;

  /**
   * @param bytes the first datagram; owned by the train from now on
   */
  Train(ByteBuf bytes, @Nullable InetSocketAddress remote, Receipt receipt) {
    this.bytes = bytes;
    this.remote = remote;
    this.segmentBytes = bytes.readableBytes();
    this.first = receipt;
  }

  ByteBuf bytes() {
    return bytes;
  }

  @Nullable InetSocketAddress remote() {
    return remote;
  }

  int segmentBytes() {
    return segmentBytes;
  }

  int count() {
    return count;
  }

  int size() {
    return bytes.readableBytes();
  }

  /** Whether a datagram can go behind those that are here. */
  @SuppressWarnings("ReferenceEquality") // The quick answer first.
  boolean suits(int size, @Nullable InetSocketAddress to) {
    int total = bytes.readableBytes();
    return size > 0
        && size <= segmentBytes
        && count < MAX_COUNT
        && total + size <= MAX_BYTES
        && total == count * segmentBytes
        && (to == remote || (to != null && to.equals(remote)));
  }

  /** Counts one more datagram, whose bytes were written to the end. */
  @SuppressWarnings("ReferenceEquality") // The same send, not an equal one.
  void added(Receipt receipt) {
    count++;
    if (receipt == first && others == null) {
      firstCount++;
      return;
    }
    List<Receipt> more = others;
    if (more == null) {
      more = new ArrayList<>();
      others = more;
    }
    more.add(receipt);
  }

  /** Notes that the system refused it with an error that may be about an earlier datagram. */
  int tryAgain(Throwable cause) {
    earlier = cause;
    return ++attempts;
  }

  /** The error it was refused with before it was taken, or null. */
  @Nullable Throwable earlier() {
    return earlier;
  }

  /** Takes it apart into its datagrams, each alone; the bytes are theirs. */
  List<Train> split() {
    List<Train> singles = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int size = Math.min(segmentBytes, bytes.readableBytes());
      singles.add(new Train(bytes.readRetainedSlice(size), remote, receipt(i)));
    }
    bytes.release();
    return singles;
  }

  private Receipt receipt(int index) {
    List<Receipt> more = others;
    return index < firstCount || more == null ? first : more.get(index - firstCount);
  }

  void sent() {
    first.sent(firstCount);
    List<Receipt> more = others;
    if (more != null) {
      more.forEach(each -> each.sent(1));
    }
  }

  void failed(io.reactivesockets.error.SocketOperationException cause) {
    first.failed(firstCount, cause);
    List<Receipt> more = others;
    if (more != null) {
      more.forEach(each -> each.failed(1, cause));
    }
  }
}
