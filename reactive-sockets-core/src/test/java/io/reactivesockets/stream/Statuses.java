package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import java.util.function.Consumer;

/** Expectations of errors. */
final class Statuses {

  private Statuses() {}

  static Consumer<Throwable> status(SocketErrorStatus... expected) {
    return thrown ->
        assertThat(thrown)
            .isInstanceOfSatisfying(
                SocketOperationException.class,
                e -> assertThat(e.status()).as(e.getMessage()).isIn((Object[]) expected));
  }
}
