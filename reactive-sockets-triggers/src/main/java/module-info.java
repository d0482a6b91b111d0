/** Socket broker, activity trigger and control channel. */
module io.reactivesockets.triggers {
  requires transitive io.reactivesockets.core;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.reactivesockets.triggers.activity;
  exports io.reactivesockets.triggers.handover;
}
