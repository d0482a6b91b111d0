package io.reactivesockets.websocket;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The share of a stream in the flow-control window of its HTTP/2 connection (RFC 9113 section 5.2).
 *
 * <p>All streams of a connection spend one window, which in the beginning is as large as that of a
 * single stream: one socket whose application does not read would use it up and so stop all others.
 * With a share for each, unread bytes are bounded by the windows of the streams. Event loop only.
 */
final class ConnectionWindow {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionWindow.class);

  /** Netty gives credit back when half of the window is used, so that half must be to spare. */
  private static final long STREAM_WINDOWS = 2;

  private final Channel connection;
  private final Http2Connection streams;
  private final int share;

  private ConnectionWindow(Channel connection, Http2Connection streams, int share) {
    this.connection = connection;
    this.streams = streams;
    this.share = share;
  }

  /**
   * Adds the share of a stream.
   *
   * @return what is to be narrowed when the stream ends, or {@code null} if it is none of HTTP/2
   */
  static @Nullable ConnectionWindow widen(Channel stream) {
    Channel connection = stream.parent();
    Http2FrameCodec codec =
        connection == null ? null : connection.pipeline().get(Http2FrameCodec.class);
    if (connection == null || codec == null) {
      return null;
    }
    Http2Connection streams = codec.connection();
    Http2LocalFlowController windows = streams.local().flowController();
    int before = windows.initialWindowSize(streams.connectionStream());
    add(
        connection,
        streams,
        (int) Math.min(Integer.MAX_VALUE, STREAM_WINDOWS * windows.initialWindowSize()));
    // There is a greatest window; only what was added is taken away again.
    int share = windows.initialWindowSize(streams.connectionStream()) - before;
    return new ConnectionWindow(connection, streams, share);
  }

  /** Takes the share away again. */
  void narrow() {
    if (connection.isActive()) {
      add(connection, streams, -share);
    }
  }

  private static void add(Channel connection, Http2Connection streams, int bytes) {
    try {
      streams.local().flowController().incrementWindowSize(streams.connectionStream(), bytes);
      connection.flush();
    } catch (Http2Exception e) {
      LOG.debug("the window of {} stays as it is", connection, e);
    }
  }
}
