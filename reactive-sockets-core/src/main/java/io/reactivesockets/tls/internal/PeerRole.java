package io.reactivesockets.tls.internal;

/** Which side the certificates under judgement come from. */
enum PeerRole {
  SERVER,
  CLIENT
}
