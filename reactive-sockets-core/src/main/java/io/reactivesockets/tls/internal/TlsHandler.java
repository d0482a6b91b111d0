package io.reactivesockets.tls.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.reactivesockets.channel.OnLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Netty's handler, kept from waiting for its engine: both engines hold their lock for the whole of
 * a delegated task, so that closing one in the middle of it would block the event loop for as long
 * as certificates are judged. The engine is closed behind the task instead.
 *
 * <p>And kept from working for a peer without end: what comes once the handshake is over goes past
 * {@link RecordWatch}.
 */
final class TlsHandler extends SslHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(TlsHandler.class);

  private final Tasks tasks;
  private final RecordWatch watch;

  TlsHandler(SSLEngine engine, RecordWatch watch) {
    this(engine, watch, new Tasks(engine));
  }

  private TlsHandler(SSLEngine engine, RecordWatch watch, Tasks tasks) {
    super(engine, tasks);
    this.watch = watch;
    this.tasks = tasks;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws SSLException {
    if (!handshakeFuture().isSuccess()) {
      super.decode(context, in, out);
    } else if (watch.admits(engine(), in)) {
      int before = in.readableBytes();
      super.decode(context, in, out);
      watch.decoded(engine(), in, before - in.readableBytes());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    super.channelReadComplete(context);
    watch.readComplete(context.channel());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    if (tasks.closeLater()) {
      context.fireChannelInactive();
    } else {
      super.channelInactive(context);
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
    if (handshakeFuture().isSuccess()) {
      // Its last task has told so here, and may have a moment to go over there.
      tasks.behind(() -> OnLoop.run(context.executor(), () -> sayFarewell(context, promise)));
    } else if (tasks.closeLater()) {
      context.close(promise);
    } else {
      super.close(context, promise);
    }
  }

  private void sayFarewell(ChannelHandlerContext context, ChannelPromise promise) {
    try {
      super.close(context, promise);
    } catch (Exception e) {
      promise.tryFailure(e);
    }
  }

  @Override
  @SuppressWarnings("deprecation") // of the handler method, which Netty's own overrides
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
    if (!context.isRemoved()) {
      super.exceptionCaught(context, cause);
    }
  }

  /**
   * Runs the tasks of one engine, one at a time as SslHandler has them; the next one may have begun
   * before the end of the one before it was noticed here.
   */
  private static final class Tasks implements Executor {
    private final SSLEngine engine;
    private final List<Runnable> behind = new ArrayList<>(0);
    private int underWay;
    private boolean closing;

    Tasks(SSLEngine engine) {
      this.engine = engine;
    }

    @Override
    public void execute(Runnable task) {
      synchronized (this) {
        underWay++;
      }
      DelegatedTasks.executor()
          .execute(
              () -> {
                try {
                  task.run();
                } finally {
                  finish();
                }
              });
    }

    /** Returns whether a task is under way, and the engine will be closed when it has ended. */
    synchronized boolean closeLater() {
      closing |= underWay > 0;
      return underWay > 0;
    }

    /** Runs work when no task is under way: at once, or behind the one that is. */
    void behind(Runnable work) {
      synchronized (this) {
        if (underWay > 0) {
          behind.add(work);
          return;
        }
      }
      work.run();
    }

    private void finish() {
      List<Runnable> due;
      boolean close;
      synchronized (this) {
        underWay--;
        if (underWay > 0) {
          return;
        }
        due = List.copyOf(behind);
        behind.clear();
        close = closing;
      }
      due.forEach(Runnable::run);
      if (!close) {
        return;
      }
      engine.closeOutbound();
      try {
        engine.closeInbound();
      } catch (SSLException e) {
        LOGGER.debug("closing an engine in the middle of its handshake", e);
      }
    }
  }
}
