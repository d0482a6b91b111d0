/** Help for tests of programs that use sockets. */
module io.reactivesockets.test {
  requires transitive io.reactivesockets.core;
  requires static transitive org.jspecify;

  exports io.reactivesockets.test;
}
