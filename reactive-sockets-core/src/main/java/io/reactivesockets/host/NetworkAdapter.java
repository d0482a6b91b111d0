package io.reactivesockets.host;

/**
 * An adapter.
 *
 * @param name its name
 */
public record NetworkAdapter(String name) {}
