package io.reactivesockets.tls.internal;

import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.internal.tcnative.SSLContext;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Writes the secrets of connections to a file that a packet analyser reads. */
final class KeyLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(KeyLog.class);

  /** One line after the other, and none on the event loop that has found the secret. */
  private static final Scheduler WRITER = Schedulers.single(Schedulers.boundedElastic());

  private KeyLog() {}

  static void attach(ReferenceCountedOpenSslContext context, Path file) throws SSLException {
    long handle = handle(context);
    try {
      create(file);
    } catch (IOException e) {
      throw new SSLException("cannot write the key log file " + file, e);
    }
    LOGGER.warn("TLS secrets are written to {}: whoever reads it reads the connections", file);
    boolean set =
        SSLContext.setKeyLogCallback(
            handle, (ssl, line) -> WRITER.schedule(() -> append(file, line)));
    if (!set) {
      throw new SSLException("this BoringSSL does not tell its secrets");
    }
  }

  /**
   * The handle of tcnative, which Netty does not show: what its accessors return is another
   * pointer, and tcnative ends the process on it.
   */
  private static long handle(ReferenceCountedOpenSslContext context) throws SSLException {
    try {
      Field field = ReferenceCountedOpenSslContext.class.getDeclaredField("ctx");
      field.setAccessible(true);
      return field.getLong(context);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new SSLException(
          "keyLogFile needs Netty on the class path, or --add-opens io.netty.handler/io.netty.handler.ssl",
          e);
    }
  }

  private static void create(Path file) throws IOException {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    try {
      if (posix) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createFile(file);
      }
    } catch (FileAlreadyExistsException e) {
      LOGGER.debug("appending to {}", file);
    }
  }

  private static void append(Path file, byte[] line) {
    try {
      Files.writeString(
          file,
          new String(line, StandardCharsets.US_ASCII).stripTrailing() + "\n",
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOGGER.warn("cannot write the key log file {}", file, e);
    }
  }
}
