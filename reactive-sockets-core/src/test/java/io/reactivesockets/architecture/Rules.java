package io.reactivesockets.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import io.netty.util.concurrent.Future;
import org.reactivestreams.Publisher;
import reactor.netty.DisposableChannel;
import reactor.netty.transport.Transport;

/** Rules that hold for the main code of every library module. */
final class Rules {

  private static final String BLOCKING_OPERATORS = "block.*|toIterable|toStream";
  private static final String BLOCKING_OF_NETTY = "(sync|await).*";
  private static final String BLOCKING_OF_REACTOR_NETTY = "(dispose|bind|connect).*Now";

  private Rules() {}

  static ArchRule noPackageCycles(String root) {
    return slices().matching(root + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);
  }

  static ArchRule noStandardStreams() {
    return noClasses()
        .should(ACCESS_STANDARD_STREAMS)
        .because("a library has a logger and errors to speak with")
        .allowEmptyShould(true);
  }

  static ArchRule noJavaUtilLogging() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .because("users choose the log behind SLF4J")
        .allowEmptyShould(true);
  }

  static ArchRule noBlocking() {
    return noClasses()
        .should()
        .callMethodWhere(
            target(nameMatching(BLOCKING_OPERATORS))
                .and(target(owner(assignableTo(Publisher.class)))))
        .orShould()
        .callMethodWhere(
            target(nameMatching(BLOCKING_OF_NETTY)).and(target(owner(assignableTo(Future.class)))))
        .orShould()
        .callMethodWhere(
            target(nameMatching(BLOCKING_OF_REACTOR_NETTY))
                .and(
                    target(owner(assignableTo(DisposableChannel.class)))
                        .or(target(owner(assignableTo(Transport.class))))))
        .orShould()
        .callMethodWhere(
            target(nameMatching("sleep")).and(target(owner(assignableTo(Thread.class)))))
        .because("nothing may block an event loop, or the thread of a caller")
        .allowEmptyShould(true);
  }
}
