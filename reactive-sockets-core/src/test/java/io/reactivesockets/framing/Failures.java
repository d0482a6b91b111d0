package io.reactivesockets.framing;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What framing errors have to tell. */
final class Failures {
  private Failures() {}

  static void assertTooLong(@Nullable Throwable error, int limit, int size) {
    assertStatus(error, SocketErrorStatus.FRAME_TOO_LONG, " " + limit, " " + size + " bytes");
  }

  static void assertTorn(@Nullable Throwable error, int received) {
    assertStatus(error, SocketErrorStatus.UNEXPECTED_END_OF_STREAM, " " + received + " ");
  }

  static void assertViolation(@Nullable Throwable error, String... words) {
    assertStatus(error, SocketErrorStatus.PROTOCOL_VIOLATION, words);
  }

  static Consumer<Throwable> tooLong(int limit, int size) {
    return error -> assertTooLong(error, limit, size);
  }

  static Consumer<Throwable> torn(int received) {
    return error -> assertTorn(error, received);
  }

  private static void assertStatus(
      @Nullable Throwable error, SocketErrorStatus status, String... words) {
    assertThat(error)
        .isInstanceOfSatisfying(
            SocketOperationException.class,
            failure -> {
              assertThat(failure.status()).isEqualTo(status);
              assertThat(failure.phase()).isEqualTo(SocketPhase.OPEN);
              assertThat(failure).hasMessageContainingAll(words);
            });
  }
}
