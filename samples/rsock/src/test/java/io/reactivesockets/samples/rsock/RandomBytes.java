package io.reactivesockets.samples.rsock;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** Bytes that are told apart by their checksum, in any number. */
final class RandomBytes {

  private static final int BLOCK_BYTES = 1 << 20;

  private RandomBytes() {}

  /**
   * What went by.
   *
   * @param size how many bytes
   * @param checksum their CRC32C
   */
  record Sum(long size, long checksum) {}

  /** Writes so many bytes, a block of random ones numbered again and again, and closes. */
  static Sum write(long size, OutputStream target) throws IOException {
    byte[] block = new byte[BLOCK_BYTES];
    new SplittableRandom(size).nextBytes(block);
    CRC32C checksum = new CRC32C();
    try (target) {
      for (long left = size, number = 0; left > 0; left -= BLOCK_BYTES, number++) {
        block[(int) number % BLOCK_BYTES]++;
        int count = (int) Math.min(BLOCK_BYTES, left);
        checksum.update(block, 0, count);
        target.write(block, 0, count);
      }
    }
    return new Sum(size, checksum.getValue());
  }

  /** Reads to the end. */
  static Sum read(InputStream source) throws IOException {
    byte[] block = new byte[BLOCK_BYTES];
    CRC32C checksum = new CRC32C();
    long size = 0;
    try (source) {
      for (int count = source.read(block); count >= 0; count = source.read(block)) {
        checksum.update(block, 0, count);
        size += count;
      }
    }
    return new Sum(size, checksum.getValue());
  }

  static Path file(Path directory, long size) throws IOException {
    Path file = Files.createTempFile(directory, "bytes", ".bin");
    write(size, Files.newOutputStream(file));
    return file;
  }

  static Sum of(Path file) throws IOException {
    return read(Files.newInputStream(file));
  }
}
