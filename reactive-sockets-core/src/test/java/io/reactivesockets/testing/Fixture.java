package io.reactivesockets.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Marks a bad test class that only {@link FixtureRun} runs, to see it fail. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Fixture.OnRequest.class)
@interface Fixture {

  /** JUnit configuration parameter that {@link FixtureRun} sets. */
  String REQUESTED = "io.reactivesockets.testing.fixture";

  /** Disables the class unless it was asked for. */
  final class OnRequest implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return context.getConfigurationParameter(REQUESTED).isPresent()
          ? ConditionEvaluationResult.enabled("run to see it fail")
          : ConditionEvaluationResult.disabled(
              "a bad test, run only by the test of what it breaks");
    }
  }
}
