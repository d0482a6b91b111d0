package io.reactivesockets.triggers.wire;

/** A request cannot be met; nothing has changed. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Why. */
  private final Code code;

  /**
   * Makes a refusal.
   *
   * @param code why
   * @param reason why, in words
   */
  public Refusal(Code code, String reason) {
    super(reason, null, false, false);
    this.code = code;
  }

  /**
   * Returns why.
   *
   * @return the code
   */
  public Code code() {
    return code;
  }

  /**
   * Returns why, in words.
   *
   * @return the reason
   */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
