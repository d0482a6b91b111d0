package io.reactivesockets.tls.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.CertificateRefusedException;
import io.reactivesockets.tls.TlsControl;
import io.reactivesockets.tls.TlsInformation;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One handshake on one channel, from its handlers to its outcome. Everything happens on the event
 * loop, except judging.
 */
final class Handshake {
  private final Channel channel;
  private final TlsControl control;
  private final TlsFailures failures;
  private final HandshakeDeadline deadline;
  private final PeerJudge judge;
  private final RecordWatch watch = new RecordWatch();
  private final Sinks.One<TlsInformation> outcome = Sinks.one();
  private long startedAt = System.nanoTime();
  private long startedAtMillis = System.currentTimeMillis();
  private boolean done;
  private boolean failed;

  Handshake(
      Channel channel,
      TlsControl control,
      PeerRole peer,
      @Nullable String hostName,
      TlsFailures failures) {
    this.channel = channel;
    this.control = control;
    this.failures = failures;
    CertificatePolicy policy = control.certificatePolicy();
    this.deadline =
        new HandshakeDeadline(
            channel.eventLoop(),
            control.handshakeTimeout(),
            () -> fail(failures.timedOut(control.handshakeTimeout())));
    this.judge = new PeerJudge(policy, peer, hostName, deadline);
  }

  boolean isDone() {
    return done;
  }

  boolean isFailed() {
    return failed;
  }

  /** Puts the handlers in their place and feeds them what has come already. */
  Mono<TlsInformation> start(
      ChannelHandler first, @Nullable String behind, @Nullable ByteBuf early, TlsPlace place) {
    channel
        .closeFuture()
        .addListener(
            closed -> {
              judge.abandon();
              deadline.cancel();
            });
    deadline.start();
    ChannelPipeline pipeline = channel.pipeline();
    if (behind == null) {
      pipeline.addFirst(place.guard(), new TlsGuard(this, failures, watch));
    } else {
      pipeline.addBefore(behind, place.guard(), new TlsGuard(this, failures, watch));
    }
    pipeline.addBefore(place.guard(), place.handler(), first);
    if (early != null) {
      feed(early);
    }
    return outcome.asMono();
  }

  private void feed(ByteBuf early) {
    if (early.isReadable()) {
      channel.pipeline().fireChannelRead(early);
      channel.pipeline().fireChannelReadComplete();
    } else {
      early.release();
    }
  }

  /** The first byte of the peer has come: a server's handshake begins here. */
  void begin() {
    startedAt = System.nanoTime();
    startedAtMillis = System.currentTimeMillis();
  }

  /** Makes the handler that speaks TLS and watches its handshake. */
  SslHandler handlerFor(EngineContext context, SSLEngine engine, Optional<String> serverName) {
    context.trustManager().register(engine, judge);
    channel.closeFuture().addListener(closed -> context.trustManager().remove(engine));
    SslHandler handler = new TlsHandler(engine, watch);
    handler.setHandshakeTimeoutMillis(0); // ours stops while an approver decides
    handler.setCloseNotifyFlushTimeoutMillis(control.closeTimeout().toMillis());
    handler
        .handshakeFuture()
        .addListener(
            finished -> {
              if (finished.isSuccess()) {
                judgeIfResumed(engine, serverName);
              } else {
                letAlertLeave(handler, finished.cause());
                fail(finished.cause());
              }
            });
    return handler;
  }

  /** The alert is sent next, if there is one. */
  private void letAlertLeave(SslHandler handler, Throwable cause) {
    ChannelHandlerContext tls = channel.pipeline().context(handler);
    if (tls != null && cause instanceof SSLException && !(cause instanceof NotSslRecordException)) {
      channel.pipeline().addBefore(tls.name(), null, new AlertDelivery());
    }
  }

  void fail(Throwable cause) {
    fail(cause, () -> {});
  }

  private void fail(Throwable cause, Runnable beforeItIsTold) {
    if (done) {
      return;
    }
    done = true;
    failed = true;
    deadline.cancel();
    judge.abandon();
    // Whoever hears of it closes the connection, and the alert leaves in this turn.
    channel
        .eventLoop()
        .execute(
            () -> {
              beforeItIsTold.run();
              outcome.tryEmitError(failures.handshake(cause, judge.verdict()));
              // Not through TLS, which would wait until its farewell is taken.
              TlsLayer.closeAbruptly(channel);
            });
  }

  /** A resumed session brings certificates along that nobody has judged for this connection. */
  private void judgeIfResumed(SSLEngine engine, Optional<String> serverName) {
    X509Certificate[] chain = Sessions.peerChain(engine.getSession());
    if (judge.verdict() != null || chain.length == 0) {
      if (judge.verdict() == null && engine.getUseClientMode()) {
        fail(new SSLHandshakeException("the server showed no certificate"));
      } else {
        succeed(engine, serverName, false);
      }
      return;
    }
    DelegatedTasks.executor()
        .execute(
            () -> {
              Throwable refusal = null;
              try {
                judge.judge(chain, Sessions.authType(engine.getSession()), List.of());
              } catch (CertificateRefusedException | RuntimeException e) {
                refusal = e;
              }
              Throwable outcome = refusal;
              channel
                  .eventLoop()
                  .execute(
                      () -> {
                        if (outcome == null) {
                          succeed(engine, serverName, true);
                        } else {
                          // Else the next connection would meet the same refusal, whatever the
                          // peer has now.
                          fail(outcome, () -> Sessions.forget(engine));
                        }
                      });
            });
  }

  private void succeed(SSLEngine engine, Optional<String> serverName, boolean rejudged) {
    if (done) {
      return;
    }
    if (judge.verdict() != null && !judge.verdict().isAccepted()) {
      fail(new CertificateRefusedException(judge.verdict()));
      return;
    }
    done = true;
    deadline.cancel();
    outcome.tryEmitValue(
        Sessions.inform(
            control.engine(),
            engine,
            serverName,
            Optional.ofNullable(judge.verdict()),
            System.nanoTime() - startedAt,
            rejudged || Sessions.isResumed(control.engine(), engine, startedAtMillis)));
  }
}
