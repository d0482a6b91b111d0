package io.reactivesockets.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The process that started this one: it writes commands to our standard input and reads answers
 * from our standard output, a line each. What else is printed goes to standard error.
 */
public final class Runner {

  private final BufferedReader in =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  private final PrintStream out = System.out;

  /** Takes standard input and output over. */
  public Runner() {
    System.setOut(System.err);
  }

  /** Answers commands. */
  @FunctionalInterface
  public interface Answers {

    /**
     * Does what a command says.
     *
     * @param command its words
     * @return the answer, a line
     */
    String to(String[] command) throws IOException;
  }

  /** Says something without being asked. */
  public void tell(String line) {
    out.println(line);
    out.flush();
  }

  /** Answers every command, until the runner hangs up. */
  public void serve(Answers answers) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      tell(answers.to(line.split(" ", -1)));
    }
  }
}
