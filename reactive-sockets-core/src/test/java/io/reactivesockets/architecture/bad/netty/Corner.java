package io.reactivesockets.architecture.bad.netty;

import io.netty.channel.ChannelHandler;

/** Where users of Netty are welcome: allowed. */
public interface Corner {

  /** Takes a handler. */
  void add(ChannelHandler handler);
}
