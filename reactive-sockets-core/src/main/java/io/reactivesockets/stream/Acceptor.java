package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.UncheckedBooleanSupplier;
import io.reactivesockets.channel.OnLoop;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts on one listening channel as long as there is demand. */
final class Acceptor extends ChannelInboundHandlerAdapter {

  /** What becomes of an accepted channel; called on the event loop of the acceptor. */
  @FunctionalInterface
  interface Admission {

    /** Takes a channel that is not registered yet. */
    void admit(Channel accepted);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

  private static final int PAUSE_AFTER_FAILURE_MILLIS = 100;
  private static final int ACCEPTS_PER_TURN = 16;

  private final Channel listening;
  private final EventLoop loop;
  private final Connections connections;
  private final Admission admission;
  private boolean failing;
  private boolean reading;

  Acceptor(Channel listening, EventLoop loop, Connections connections, Admission admission) {
    this.listening = listening;
    this.loop = loop;
    this.connections = connections;
    this.admission = admission;
    listening.config().setAutoRead(false);
    listening.config().setRecvByteBufAllocator(new AcceptOnDemand(connections));
  }

  /** Looks at the demand again; any thread. */
  void demandChanged() {
    OnLoop.run(loop, this::update);
  }

  private void update() {
    boolean wanted = connections.wanted() && !failing && listening.isOpen();
    if (wanted != reading) {
      reading = wanted;
      listening.config().setAutoRead(wanted);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) {
    admission.admit((Channel) accepted);
    update();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // Most often the limit of open files: the connection stays in the backlog, so wait and go on.
    if (!failing) {
      failing = true;
      LOG.warn(
          "accepting on {} failed, trying again every {} ms",
          listening.localAddress(),
          PAUSE_AFTER_FAILURE_MILLIS,
          cause);
    }
    update();
    loop.schedule(this::goOn, PAUSE_AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void goOn() {
    failing = false;
    update();
  }

  /** Lets Netty accept several connections a turn, but none that nobody asked for. */
  private static final class AcceptOnDemand extends DefaultMaxMessagesRecvByteBufAllocator {

    private final Connections connections;

    AcceptOnDemand(Connections connections) {
      super(ACCEPTS_PER_TURN);
      this.connections = connections;
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's only hook for the number of accepts.
    public Handle newHandle() {
      return new MaxMessageHandle() {

        private long left;

        @Override
        public void reset(ChannelConfig config) {
          super.reset(config);
          left = Math.min(ACCEPTS_PER_TURN, connections.wantedCount());
        }

        @Override
        public int guess() {
          return 128;
        }

        @Override
        public boolean continueReading() {
          return --left > 0 && connections.wanted();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
          return continueReading();
        }
      };
    }
  }
}
