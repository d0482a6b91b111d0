package io.reactivesockets.samples.rsock.tcp;

import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.triggers.handover.Carried;
import io.reactivesockets.triggers.handover.HandOver;
import io.reactivesockets.triggers.handover.HandOverReport;
import io.reactivesockets.triggers.handover.TakenOver;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Replaces a command by the next one like it: the running one offers what it has on a path, and the
 * one that is started there takes all of it over.
 */
final class Succession {

  private static final byte[] NOTHING_TO_SAY = {};

  private final Console console;
  private final Path path;

  Succession(Console console, Path path) {
    this.console = console;
    this.path = path;
  }

  /** Takes over from the command that runs; empty if there is none. */
  Mono<Opened> takeOver(StreamSocketListenerControl control) {
    return HandOver.takeOver(path, control)
        .map(taken -> new Opened(taken.listener(), carried(taken)));
  }

  private Flux<StreamSocket> carried(TakenOver taken) {
    AtomicInteger count = new AtomicInteger();
    return taken
        .carried()
        .map(Carried::socket)
        .doOnNext(socket -> count.incrementAndGet())
        .doOnComplete(() -> console.say("took over " + count + " connections"));
  }

  /**
   * Gives everything away as soon as somebody asks. If a successor dies or stalls before it has
   * everything, its predecessor goes on, and the next one is waited for.
   *
   * @return completes when a successor has the listener; fails if nobody can be waited for
   */
  Mono<Void> give(StreamSocketListener listener, Serving serving) {
    List<StreamSocketListener> listeners = new CopyOnWriteArrayList<>(List.of(listener));
    return HandOver.give(
            path,
            listener,
            socket -> NOTHING_TO_SAY,
            serving::serveAgain,
            back -> {
              listeners.add(back);
              serving.goOnWith(back);
              console.say(
                  "the successor has gone or stalled before it had everything; this process goes on");
            })
        .doOnNext(this::tell)
        .then()
        .onErrorResume(
            failure ->
                listeners.stream().anyMatch(one -> one.information().open())
                    ? Mono.error(failure)
                    : serving.note(failure));
  }

  private void tell(HandOverReport report) {
    console.say(
        "handed over to process %d: listener and %d connections%s"
            .formatted(
                report.successor(),
                report.given() - 1,
                report.kept() == 0 ? "" : ", " + report.kept() + " ended or end here"));
  }
}
