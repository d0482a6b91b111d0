package io.reactivesockets.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** Something that went wrong beside the assertions of the test that was running. */
record Incident(String what, String thread, String test, @Nullable Throwable cause) {

  /** Tells everything in one text, stack trace included. */
  String describe() {
    StringWriter text = new StringWriter();
    text.append(what).append(" [thread ").append(thread).append(", during ").append(test);
    text.append("]");
    if (cause != null) {
      text.append('\n');
      cause.printStackTrace(new PrintWriter(text));
    }
    return text.toString();
  }
}
