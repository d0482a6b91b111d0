package io.reactivesockets.samples.rsock.channel;

import io.reactivesockets.samples.rsock.console.CommonOptions;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.DurationConverter;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import io.reactivesockets.triggers.control.ChannelTransport;
import io.reactivesockets.triggers.control.ControlChannelTrigger;
import io.reactivesockets.triggers.control.ControlChannelTriggerControl;
import io.reactivesockets.triggers.control.ControlChannelTriggerResourceType;
import io.reactivesockets.triggers.control.ControlChannelTriggerStatus;
import io.reactivesockets.triggers.control.ControlChannels;
import io.reactivesockets.triggers.control.ControlChannelsControl;
import io.reactivesockets.triggers.control.KeepAliveMemory;
import io.reactivesockets.triggers.control.NetworkIntervalControl;
import io.reactivesockets.triggers.control.PushNotification;
import io.reactivesockets.triggers.parking.BrokerParking;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Opens a control channel and prints what happens to it. */
@Command(
    name = "open",
    description = {
      "Opens a control channel and prints its events on stderr as they come.",
      "They are keep-alives with what is known of the network's limit, pushes, resets, losses and "
          + "new connections. What the server pushes goes to stdout, a text message as a line. Ends "
          + "with Ctrl-C, or after --count pushes."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ChannelOpen implements Callable<Integer> {

  private static final String APPLICATION = "rsock channel";

  @Parameters(
      index = "0",
      paramLabel = "URI|HOST:PORT",
      description = "A WebSocket, ws://HOST[:PORT]/PATH or wss, or a TCP port.")
  private String target = "";

  @Option(
      names = "--id",
      paramLabel = "ID",
      defaultValue = "rsock",
      description = "The name of the channel, 1 to 64 characters. Default: ${DEFAULT-VALUE}.")
  private String id = "";

  @Option(
      names = "--server-interval",
      paramLabel = "TIME",
      defaultValue = "25m",
      converter = DurationConverter.class,
      description = "How long the server lets the connection be silent. Default: ${DEFAULT-VALUE}.")
  private Duration serverInterval = Duration.ZERO;

  @Option(
      names = "--network-interval",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "What to begin with on a network that nothing is known of. Default: 2m.")
  private @Nullable Duration networkInterval;

  @Option(
      names = "--keep-alive",
      paramLabel = "TEXT",
      description = {
        "Send this on a TCP connection to keep it alive, such as '\\r\\n'. Default: the probes of",
        "the system."
      })
  private @Nullable String bytes;

  @Option(
      names = "--memory",
      paramLabel = "FILE",
      description = "Remember what is learned in this file.")
  private @Nullable Path memory;

  @Option(
      names = "--park",
      paramLabel = "DIRECTORY",
      description = {
        "Keep the TCP connection in the socket broker of this directory, which wakes this process",
        "for pushes and keep-alives. It stays there when this ends, and the next one with the same",
        "id goes on with it."
      })
  private @Nullable Path brokerDirectory;

  @Option(names = "--count", paramLabel = "N", description = "End after N pushes. Default: never.")
  private long count = Long.MAX_VALUE;

  @Mixin private CommonOptions common = new CommonOptions();

  private final Console console;

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public ChannelOpen(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (count < 1) {
      throw new IllegalArgumentException("--count: " + count + " (expected: 1 or more)");
    }
    if (memory != null && (Files.isDirectory(memory) || !Files.isDirectory(directoryOf(memory)))) {
      throw new IllegalArgumentException(
          "--memory: " + memory + " (expected: a file, in a directory that is there)");
    }
    Target to = Target.of(target);
    Path directory = brokerDirectory;
    if (directory == null) {
      keep(to, channelsControl().build());
    } else {
      to.requireTcp("--park");
      Mono.usingWhen(
              SocketBroker.connect(directory, APPLICATION),
              broker -> parked(broker, to),
              SocketBroker::close)
          .block();
    }
    return ExitCodes.DONE;
  }

  private static Path directoryOf(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    return directory == null ? file : directory;
  }

  private Mono<Void> parked(SocketBroker broker, Target to) {
    return broker
        .register(SocketActivityTask.runningProcess(APPLICATION))
        .map(task -> channelsControl().parkingPlace(BrokerParking.in(broker, task)).build())
        .flatMap(
            control ->
                Mono.<Void>fromRunnable(() -> keep(to, control))
                    .subscribeOn(Schedulers.boundedElastic()));
  }

  private void keep(Target to, ControlChannelsControl control) {
    ControlChannels channels = ControlChannels.create(control);
    try {
      ControlChannelTrigger trigger = channels.open(id, channelControl());
      Mono.usingWhen(Mono.just(trigger), open -> live(open, to), this::end).block();
    } finally {
      channels.close().block();
    }
  }

  private ControlChannelsControl.Builder channelsControl() {
    ControlChannelsControl.Builder control = ControlChannelsControl.builder();
    Duration first = networkInterval;
    if (first != null) {
      control.networkInterval(beginningWith(first));
    }
    Path file = memory;
    if (file != null) {
      control.memory(KeepAliveMemory.file(file));
    }
    return control;
  }

  private static NetworkIntervalControl beginningWith(Duration first) {
    Duration usual = NetworkIntervalControl.defaults().minimum();
    try {
      return NetworkIntervalControl.builder()
          .minimum(first.compareTo(usual) < 0 ? first : usual)
          .initial(first)
          .build();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--network-interval: " + e.getMessage(), e);
    }
  }

  private ControlChannelTriggerControl channelControl() {
    return ControlChannelTriggerControl.builder()
        .serverKeepAliveInterval(serverInterval)
        .resourceType(
            isParking()
                ? ControlChannelTriggerResourceType.REQUEST_HARDWARE_SLOT
                : ControlChannelTriggerResourceType.REQUEST_SOFTWARE_SLOT)
        .build();
  }

  private StreamSocketControl socketControl() {
    StreamSocketControl.Builder control = StreamSocketControl.builder();
    if (isParking()) {
      control.transport(Transport.epoll()); // The one whose sockets the broker gives back.
    }
    common.transport().ifPresent(control::transport);
    common.timeout().ifPresent(control::connectTimeout);
    return control.build();
  }

  private Mono<Void> live(ControlChannelTrigger trigger, Target to) {
    Flux<?> told =
        Flux.merge(
            trigger.events().doOnNext(event -> console.say(EventText.of(event))),
            trigger.states().doOnNext(state -> console.say(EventText.of(state))));
    Flux<ByteBuffer> pushed = trigger.pushNotifications().concatMap(this::take).take(count);
    Mono<Void> setUp =
        connected(trigger, to.transport(socketControl(), bytes))
            .then(trigger.waitForPushEnabled())
            .doOnNext(status -> console.say("set up: " + status))
            .filter(ControlChannelTriggerStatus::isAllocated)
            .switchIfEmpty(Mono.error(() -> new IllegalStateException("no slot")))
            .then(park(trigger))
            .then(Mono.never());
    Mono<Void> output = console.out().write(pushed);
    return Mono.firstWithSignal(output, setUp)
        .takeUntilOther(console.interruption().asked())
        .doOnSubscribe(begun -> told.subscribe());
  }

  /** Goes on with what was parked under its id, if there is something. */
  private <T> Mono<T> connected(ControlChannelTrigger trigger, ChannelTransport<T> transport) {
    Mono<T> fresh = trigger.usingTransport(transport);
    return isParking() ? trigger.usingParkedTransport(transport).switchIfEmpty(fresh) : fresh;
  }

  private boolean isParking() {
    return brokerDirectory != null;
  }

  private Mono<Void> park(ControlChannelTrigger trigger) {
    return isParking() ? trigger.park() : Mono.empty();
  }

  private Mono<ByteBuffer> take(PushNotification push) {
    Mono<Void> dealtWith =
        push.controlChannelTrigger()
            .flushTransport()
            .then(park(push.controlChannelTrigger()))
            .onErrorComplete();
    return Target.take(push.transport())
        .onErrorComplete()
        .flatMap(bytes -> dealtWith.thenReturn(bytes))
        .switchIfEmpty(dealtWith.then(Mono.empty()));
  }

  private Mono<Void> end(ControlChannelTrigger trigger) {
    if (common.info()) {
      console.keepInformation(trigger.information());
    }
    return trigger.close().onErrorComplete();
  }
}
