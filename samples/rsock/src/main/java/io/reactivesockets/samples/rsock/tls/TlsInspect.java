package io.reactivesockets.samples.rsock.tls;

import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.HostNameType;
import io.reactivesockets.samples.rsock.console.CommonOptions;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.samples.rsock.console.Json;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.CertificateVerdict;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsInformation;
import io.reactivesockets.tls.TrustStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Connects, and tells the chain that a server shows, every defect of it, and what it speaks. */
@Command(
    name = "inspect",
    description = {
      "Connects to a server and prints its certificates, each defect with its severity, the "
          + "version, the cipher suite and the times. The exit code is 1 if a defect refuses the server.",
      "A server that is refused is asked once more, to learn the version and the cipher suite."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class TlsInspect implements Callable<Integer> {

  private static final Duration TIME_TO_LEAVE = Duration.ofMillis(200);
  private static final Duration TIME_TO_CLOSE = Duration.ofSeconds(1);

  @Parameters(index = "0", paramLabel = "HOST", description = "A name or an address.")
  private String host = "";

  @Parameters(
      index = "1",
      paramLabel = "SERVICE",
      description = "A port, a name of the services file, or the name of an SRV record.")
  private String service = "";

  @Option(names = "--json", description = "Print one JSON object on one line.")
  private boolean json;

  @Mixin private ClientTls tls = new ClientTls();
  @Mixin private CommonOptions common = new CommonOptions();

  private final Console console;

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public TlsInspect(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    TlsClientControl control = tls.control(common.timeout().orElse(null));
    HostName remote = HostName.of(host);
    Inspection found =
        attempt(remote, control, tls.validated(remote))
            .flatMap(attempt -> complete(remote, control, attempt))
            .takeUntilOther(console.interruption().asked())
            .block();
    if (found == null) {
      return ExitCodes.INTERRUPTED;
    }
    console.print(json ? Json.of(found) + "\n" : InspectionText.of(found));
    return found.accepted() ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  private Mono<Inspection> complete(HostName remote, TlsClientControl control, Attempt attempt) {
    CertificateVerdict verdict = attempt.verdict();
    Mono<Optional<TlsInformation>> negotiated =
        attempt.information().isPresent()
            ? Mono.just(attempt.information())
            : attempt(
                    remote,
                    taking(verdict, control, tls.validated(remote)),
                    nameIn(verdict, remote))
                .map(Attempt::information)
                .onErrorReturn(Optional.empty());
    return negotiated.map(
        known ->
            Inspection.of(
                host, service, Optional.ofNullable(tls.plainProtocol()), attempt, verdict, known));
  }

  private Mono<Attempt> attempt(HostName remote, TlsClientControl control, HostName validated) {
    StreamSocketControl.Builder options = StreamSocketControl.builder().tls(control);
    common.transport().ifPresent(options::transport);
    common.timeout().ifPresent(options::connectTimeout);
    Mono<StreamSocket> connect =
        StreamSocket.connect(EndpointPair.to(remote, service), options.build());
    return Mono.usingWhen(
        connect.elapsed(),
        timed ->
            Attempt.on(
                timed.getT2(),
                Duration.ofMillis(timed.getT1()),
                tls.ask(timed.getT2(), remote, control.handshakeTimeout()),
                timed.getT2().upgradeToTls(tls.level(), validated)),
        timed -> leave(timed.getT2()));
  }

  /** Waits a moment for the end of the server, which a close at once would meet with a reset. */
  private static Mono<Void> leave(StreamSocket socket) {
    return socket
        .shutdownOutput()
        .thenMany(socket.input())
        .then()
        .timeout(TIME_TO_LEAVE)
        .onErrorComplete()
        .then(Mono.defer(() -> socket.close(TIME_TO_CLOSE)))
        .onErrorComplete();
  }

  /** A control that takes this very chain as it is, in order to see what the server speaks. */
  private static TlsClientControl taking(
      CertificateVerdict verdict, TlsClientControl control, HostName asked) {
    CertificatePolicy policy =
        CertificatePolicy.builder()
            .trust(TrustStore.of(verdict.certificate()).and(TrustStore.of(verdict.chain())))
            .ignore(CertificateDefect.EXPIRED)
            .build();
    TlsClientControl.Builder lenient = control.toBuilder().certificatePolicy(policy);
    if (asked.type() == HostNameType.DOMAIN_NAME) {
      lenient.serverName(asked.canonicalName());
    }
    return lenient.build();
  }

  /** A name that the certificate bears, since the one that was asked for may be none of them. */
  private static HostName nameIn(CertificateVerdict verdict, HostName otherwise) {
    return CertificateReport.namesOf(verdict.certificate()).stream()
        .map(name -> name.replace("*", "any"))
        .findFirst()
        .map(HostName::of)
        .orElse(otherwise);
  }
}
