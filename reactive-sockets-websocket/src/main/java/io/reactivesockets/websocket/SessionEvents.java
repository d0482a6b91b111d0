package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;

/** What the channel of a session reports, on its event loop. */
interface SessionEvents {

  /** Bytes were read; they are the receiver's to release. */
  void bytesRead(ByteBuf bytes);

  /** Nothing more is to be read for now. */
  void readComplete();

  /** The peer has ended its side of the connection. */
  void inputEnded();

  /** The connection is closed. */
  void disconnected();

  /** The connection failed. */
  void failed(Throwable cause);
}
