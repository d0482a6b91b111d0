package io.reactivesockets.samples.rsock.channel;

import io.reactivesockets.samples.rsock.console.CommonOptions;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.DurationConverter;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.triggers.control.ControlChannelTrigger;
import io.reactivesockets.triggers.control.ControlChannelTriggerControl;
import io.reactivesockets.triggers.control.ControlChannelTriggerStatus;
import io.reactivesockets.triggers.control.ControlChannels;
import io.reactivesockets.triggers.control.ControlChannelsControl;
import io.reactivesockets.triggers.control.KeepAliveMemory;
import io.reactivesockets.triggers.control.NetworkIntervalControl;
import io.reactivesockets.triggers.control.PushNotification;
import java.nio.ByteBuffer;
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

/** Opens a control channel and prints what happens to it. */
@Command(
    name = "open",
    description = {
      "Opens a control channel and prints its events on stderr as they come: keep-alives with what",
      "is known of the network's limit, pushes, resets, losses and new connections. What the"
          + " server",
      "pushes goes to stdout. Ends with Ctrl-C, or after --count pushes."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ChannelOpen implements Callable<Integer> {

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
    Target to = Target.of(target);
    ControlChannels channels = ControlChannels.create(channelsControl());
    try {
      ControlChannelTrigger trigger = channels.open(id, channelControl());
      Mono.usingWhen(Mono.just(trigger), open -> live(open, to), this::end).block();
    } finally {
      channels.close().block();
    }
    return ExitCodes.DONE;
  }

  private ControlChannelsControl channelsControl() {
    ControlChannelsControl.Builder control = ControlChannelsControl.builder();
    Duration first = networkInterval;
    if (first != null) {
      Duration usual = NetworkIntervalControl.defaults().minimum();
      control.networkInterval(
          NetworkIntervalControl.builder()
              .minimum(first.compareTo(usual) < 0 ? first : usual)
              .initial(first)
              .build());
    }
    Path file = memory;
    if (file != null) {
      control.memory(KeepAliveMemory.file(file));
    }
    return control.build();
  }

  private ControlChannelTriggerControl channelControl() {
    return ControlChannelTriggerControl.builder().serverKeepAliveInterval(serverInterval).build();
  }

  private StreamSocketControl socketControl() {
    StreamSocketControl.Builder control = StreamSocketControl.builder();
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
        trigger
            .usingTransport(to.transport(socketControl(), bytes))
            .then(trigger.waitForPushEnabled())
            .doOnNext(status -> console.say("set up: " + status))
            .filter(ControlChannelTriggerStatus::isAllocated)
            .switchIfEmpty(Mono.error(() -> new IllegalStateException("no slot")))
            .then(Mono.never());
    Mono<Void> output = console.out().write(pushed);
    return Mono.firstWithSignal(output, setUp)
        .takeUntilOther(console.interruption().asked())
        .doOnSubscribe(begun -> told.subscribe());
  }

  private Mono<ByteBuffer> take(PushNotification push) {
    return Target.take(push.transport())
        .onErrorComplete()
        .flatMap(
            bytes ->
                push.controlChannelTrigger().flushTransport().onErrorComplete().thenReturn(bytes))
        .switchIfEmpty(
            push.controlChannelTrigger().flushTransport().onErrorComplete().then(Mono.empty()));
  }

  private Mono<Void> end(ControlChannelTrigger trigger) {
    if (common.info()) {
      console.keepInformation(trigger.information());
    }
    return trigger.close().onErrorComplete();
  }
}
