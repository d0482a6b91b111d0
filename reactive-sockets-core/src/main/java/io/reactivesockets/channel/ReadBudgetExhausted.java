package io.reactivesockets.channel;

/** Ends a read loop that may not go on; no failure of the channel. */
public final class ReadBudgetExhausted extends RuntimeException {

  /** The one instance; it has no stack trace. */
  @SuppressWarnings("StaticAssignmentOfThrowable") // It says nothing about where it is thrown.
  public static final ReadBudgetExhausted INSTANCE = new ReadBudgetExhausted();

  private static final long serialVersionUID = 1L;

  private ReadBudgetExhausted() {
    super("no room to read into", null, false, false);
  }
}
