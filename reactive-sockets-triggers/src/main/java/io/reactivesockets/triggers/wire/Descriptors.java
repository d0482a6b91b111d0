package io.reactivesockets.triggers.wire;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Descriptors as numbers. */
public final class Descriptors {

  private static final Logger LOG = LoggerFactory.getLogger(Descriptors.class);

  private Descriptors() {}

  /**
   * Closes a descriptor, without shutting the connection down for others who have it.
   *
   * @param descriptor the number, nothing happens for -1
   */
  public static void close(int descriptor) {
    if (descriptor >= 0) {
      close(new FileDescriptor(descriptor));
    }
  }

  /**
   * Closes descriptors, without shutting connections down for others who have them.
   *
   * @param descriptors the numbers
   */
  public static void close(Iterable<Integer> descriptors) {
    descriptors.forEach(Descriptors::close);
  }

  static void close(FileDescriptor descriptor) {
    try {
      descriptor.close();
    } catch (IOException e) {
      LOG.debug("{} was closed, but not without complaint", descriptor, e);
    }
  }
}
