package io.reactivesockets.samples.rsock;

/** The entry of the command-line tool. */
public final class Rsock {
  private Rsock() {}

  /**
   * Runs a command.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(2);
  }
}
