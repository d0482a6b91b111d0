package io.reactivesockets.triggers.control;

/**
 * What a {@link ParkingPlace} tells of a transport that it has.
 *
 * @param id of the channel
 * @param kind what happened
 * @param detail in a few words, may be empty
 */
public record ParkingNotice(String id, Kind kind, String detail) {

  /** What can happen to a parked transport. */
  public enum Kind {
    /** Something has arrived, or the peer closed it: to be taken back and looked at. */
    ACTIVITY,
    /** It was silent for as long as it may be: to be taken back, kept alive, and parked again. */
    KEEP_ALIVE_DUE,
    /** The place has it no more. */
    LOST
  }
}
