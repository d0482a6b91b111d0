package io.reactivesockets.triggers.control;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/** After which errors of an attempt another one follows, unless the application says it. */
enum RetriedErrors implements Predicate<Throwable> {
  /** All but those that no waiting can help. */
  WHERE_WAITING_MAY_HELP;

  /** A machine without network cannot tell a name that is gone from one that it cannot ask for. */
  private static final Set<SocketErrorStatus> COME_BACK_WITH_THE_NETWORK =
      EnumSet.of(
          SocketErrorStatus.HOST_NOT_FOUND,
          SocketErrorStatus.NO_DATA_RECORD_OF_REQUESTED_TYPE,
          SocketErrorStatus.CLASS_TYPE_NOT_FOUND,
          SocketErrorStatus.CANNOT_ASSIGN_REQUESTED_ADDRESS,
          SocketErrorStatus.NO_ADDRESSES_FOUND);

  @Override
  public boolean test(Throwable error) {
    return !(error instanceof SocketOperationException failure)
        || failure.retryable()
        || COME_BACK_WITH_THE_NETWORK.contains(failure.status());
  }
}
