package io.reactivesockets.datagram;

import io.reactivesockets.error.SocketOperationException;

/** Hears what became of datagrams; on the home loop. */
interface Receipt {

  /** The kernel has taken so many datagrams. */
  void sent(int count);

  /** So many datagrams could not be sent. */
  void failed(int count, SocketOperationException cause);
}
