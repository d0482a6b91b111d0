package io.reactivesockets.host;

/**
 * An SRV record.
 *
 * @param priority priority
 * @param weight weight
 * @param port port
 * @param target target
 */
public record SrvRecord(int priority, int weight, int port, String target) {}
