package io.reactivesockets.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets a test, or all tests of a class, leave or cause what {@link LeftoverGuard} would fail it
 * for. To be used for what the test provokes on purpose, never to silence a surprise.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
public @interface Tolerates {

  /** Regular expressions; a finding in whose text one of them is found is passed over. */
  String[] value();

  /** Why the finding is what the test is about. */
  String because();
}
