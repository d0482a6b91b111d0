package io.reactivesockets.triggers.activity;

/** Whether activity of a socket matters while the broker is in standby. */
public enum SocketActivityConnectedStandbyAction {
  /** Activity is told when standby ends. */
  DO_NOT_WAKE,
  /** Activity is told at once, standby or not. */
  WAKE
}
