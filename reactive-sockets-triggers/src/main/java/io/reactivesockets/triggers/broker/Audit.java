package io.reactivesockets.triggers.broker;

import io.reactivesockets.triggers.wire.Peer;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down, and counts, who did what with which socket. Never what was in it. */
final class Audit {

  enum Event {
    TRANSFERRED,
    ABORTED,
    OFFERED,
    TAKEN,
    RETURNED,
    UPDATED,
    DROPPED,
    EXPIRED,
    TRIGGERED,
    REGISTERED,
    UNREGISTERED,
    LAUNCHED,
    LAUNCH_FAILED,
    REFUSED,
    BEQUEATHED,
    INHERITED,
    RESUMED
  }

  private static final Logger LOG = LoggerFactory.getLogger("io.reactivesockets.broker.audit");

  private final Map<Event, Long> counts = new EnumMap<>(Event.class);

  void note(Event event, Object about) {
    counts.merge(event, 1L, Long::sum);
    LOG.info("{} {}", event, about);
  }

  void note(Event event, Object about, Peer by) {
    counts.merge(event, 1L, Long::sum);
    LOG.info("{} {} by {}", event, about, by);
  }

  void note(Event event, Object about, String why) {
    counts.merge(event, 1L, Long::sum);
    LOG.info("{} {}: {}", event, about, why);
  }

  void refused(Peer peer, String why) {
    counts.merge(Event.REFUSED, 1L, Long::sum);
    LOG.warn("{} {}: {}", Event.REFUSED, peer, why);
  }

  long count(Event event) {
    return counts.getOrDefault(event, 0L);
  }
}
