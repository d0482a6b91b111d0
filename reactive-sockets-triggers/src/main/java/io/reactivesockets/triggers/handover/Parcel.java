package io.reactivesockets.triggers.handover;

import io.reactivesockets.descriptor.DetachedSocket;
import java.util.Objects;

/** A live socket on its way from one process to another, with what the application says of it. */
public final class Parcel {

  private final String name;
  private final byte[] context;
  private final DetachedSocket socket;

  private Parcel(String name, byte[] context, DetachedSocket socket) {
    this.name = name;
    this.context = context;
    this.socket = socket;
  }

  /**
   * Makes a parcel.
   *
   * @param name by which the successor knows what the socket is for; at most 1,024 characters
   * @param context what the application knows about it, such as the state of its protocol; copied
   * @param socket the detached socket
   * @return the parcel
   */
  public static Parcel of(String name, byte[] context, DetachedSocket socket) {
    if (name.length() > 1_024) {
      throw new IllegalArgumentException(
          "name: " + name.length() + " characters (expected: at most 1024)");
    }
    return new Parcel(name, context.clone(), Objects.requireNonNull(socket, "socket"));
  }

  /**
   * Returns what the socket is for.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Returns what the application knows about the socket.
   *
   * @return a copy, perhaps empty
   */
  public byte[] context() {
    return context.clone();
  }

  /**
   * Returns the socket, which whoever has the parcel adopts or releases.
   *
   * @return the detached socket
   */
  public DetachedSocket socket() {
    return socket;
  }

  @Override
  public String toString() {
    return "Parcel[" + name + ", " + context.length + " bytes of context, " + socket + "]";
  }
}
