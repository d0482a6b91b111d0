package io.reactivesockets.descriptor.unix;

import io.reactivesockets.descriptor.Descriptors;
import java.util.List;

/** Bytes, and descriptors that travel with them. */
public final class UnixMessage {

  private final byte[] bytes;
  private final List<Integer> descriptors;

  private UnixMessage(byte[] bytes, List<Integer> descriptors) {
    this.bytes = bytes;
    this.descriptors = descriptors;
  }

  /**
   * Makes a message without descriptors.
   *
   * @param bytes what to send; not to be changed any more
   * @return the message
   */
  public static UnixMessage of(byte[] bytes) {
    return of(bytes, List.of());
  }

  /**
   * Makes a message.
   *
   * @param bytes what to send; not to be changed any more
   * @param descriptors what goes with it; they stay the sender's, who closes them when the receiver
   *     has acknowledged
   * @return the message
   */
  public static UnixMessage of(byte[] bytes, List<Integer> descriptors) {
    return new UnixMessage(bytes, List.copyOf(descriptors));
  }

  /**
   * Returns the bytes.
   *
   * @return the array, not a copy
   */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * Returns the descriptors, in the order in which they were sent. Those of a message that was
   * received belong to the receiver.
   *
   * @return most often none
   */
  public List<Integer> descriptors() {
    return descriptors;
  }

  /** Closes the descriptors of a message that was received and is of no use. */
  public void closeDescriptors() {
    descriptors.forEach(Descriptors::close);
  }

  @Override
  public String toString() {
    return "UnixMessage[" + bytes.length + " bytes, " + descriptors.size() + " descriptors]";
  }
}
