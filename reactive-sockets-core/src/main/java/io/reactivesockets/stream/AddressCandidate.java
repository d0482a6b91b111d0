package io.reactivesockets.stream;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketPhase;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One address that a TCP connection can be made to. */
final class AddressCandidate implements Candidate<Connected> {

  private final ConnectContext context;
  private final InetSocketAddress remote;

  AddressCandidate(ConnectContext context, InetSocketAddress remote) {
    this.context = context;
    this.remote = remote;
  }

  @Override
  public Attempt start(long deadlineNanos, Outcome<Connected> outcome) {
    AttemptLog.Try noted = context.log().begin(remote);
    if (!context.control().networkCapabilities().permitsOutbound(remote.getAddress())) {
      outcome.failed(List.of(noted.failed(Setback.denied(remote))));
      return Attempt.NOTHING_TO_STOP;
    }
    TcpAttempt attempt = new TcpAttempt(noted, outcome);
    attempt.begin();
    return attempt;
  }

  private final class TcpAttempt implements Attempt, ChannelOpener.Result {

    private final AttemptLog.Try noted;
    private final Outcome<Connected> outcome;
    private final @Nullable InetSocketAddress binding;
    private @Nullable StreamChannel stream;

    TcpAttempt(AttemptLog.Try noted, Outcome<Connected> outcome) {
      this.noted = noted;
      this.outcome = outcome;
      this.binding = context.local().bindingFor(remote.getAddress());
    }

    void begin() {
      noted.local(binding);
      try {
        stream = context.opener().open(binding, remote, this);
      } catch (RuntimeException e) {
        failed(SocketPhase.CONNECT, e);
      }
    }

    @Override
    public void connected(StreamChannel connected) {
      noted.local(connected.channel().localAddress());
      outcome.connected(new Connected(connected, noted, null));
    }

    @Override
    public void failed(SocketPhase phase, Throwable cause) {
      Setback setback = Setback.attempt(phase, binding, remote, noted.age(), cause);
      outcome.failed(List.of(noted.failed(setback)));
    }

    @Override
    public void stop(SocketErrorStatus why) {
      noted.stopped(why);
      if (stream != null) {
        stream.abandon();
      }
    }
  }
}
