package io.reactivesockets.testing;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs a test class inside a test, with the extensions that every test has. */
record FixtureRun(TestExecutionSummary summary, String failures) {

  static FixtureRun of(Class<?> fixture) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(fixture))
            .configurationParameter(Fixture.REQUESTED, "true")
            .configurationParameter(LeftoverGuard.SETTLE_PARAMETER, "PT0.5S")
            .build();
    Launcher launcher =
        LauncherFactory.create(
            LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .build());
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    launcher.execute(request, listener);
    StringWriter failures = new StringWriter();
    for (TestExecutionSummary.Failure failure : listener.getSummary().getFailures()) {
      failures.append(failure.getTestIdentifier().getDisplayName()).append(": ");
      failure.getException().printStackTrace(new PrintWriter(failures));
    }
    return new FixtureRun(listener.getSummary(), failures.toString());
  }

  /** How many tests and classes failed. */
  long failed() {
    return summary.getTotalFailureCount();
  }

  /** How many tests ran to an end, good or bad. */
  long ran() {
    return summary.getTestsStartedCount();
  }
}
