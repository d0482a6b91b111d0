package io.reactivesockets.framing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What framing errors have to tell. */
final class Failures {
  private Failures() {}

  static void assertTooLong(@Nullable Throwable error, int limit, int size) {
    assertStatus(error, "FRAME_TOO_LONG", " " + limit, " " + size + " bytes");
  }

  static void assertTorn(@Nullable Throwable error, int received) {
    assertStatus(error, "UNEXPECTED_END_OF_STREAM", " " + received + " ");
  }

  static void assertViolation(@Nullable Throwable error, String... words) {
    assertStatus(error, "PROTOCOL_VIOLATION", words);
  }

  static Consumer<Throwable> tooLong(int limit, int size) {
    return error -> assertTooLong(error, limit, size);
  }

  static Consumer<Throwable> torn(int received) {
    return error -> assertTorn(error, received);
  }

  private static void assertStatus(@Nullable Throwable error, String status, String... words) {
    assertThat(error).isNotNull().hasMessageContaining(status);
    assertThat(error).hasMessageContainingAll(words);
  }
}
