package io.reactivesockets.triggers.wire;

/** The bounds of the protocol; what goes beyond them is refused before it is kept. */
public final class Limits {

  /** The version of the protocol that this code speaks. */
  public static final int VERSION = 1;

  /** The bytes of a frame's header. */
  public static final int HEADER_BYTES = 8;

  /** The most bytes that the payload of a frame may have. */
  public static final int MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;

  /** The most bytes that may follow before the peer has said who it is. */
  public static final int MAX_GREETING_BYTES = 1024;

  /** The most bytes of a name: an application's, a socket's. */
  public static final int MAX_NAME_BYTES = 255;

  /** The most bytes of any other text: an argument, a reason. */
  public static final int MAX_TEXT_BYTES = 65_535;

  /** The most elements of a list of texts. */
  public static final int MAX_TEXTS = 1024;

  /** The most bytes that one socket's context may have. */
  public static final int MAX_CONTEXT_BYTES = 65_536;

  /** The most bytes of a page of a listing, but for its last entry. */
  public static final int MAX_PAGE_BYTES = 1024 * 1024;

  /** The most descriptors that come with a frame. */
  public static final int MAX_DESCRIPTORS = 64;

  private Limits() {}
}
