package io.reactivesockets.host;

import org.jspecify.annotations.Nullable;

/**
 * Two ends.
 *
 * @param localHostName local host
 * @param localServiceName local service
 * @param remoteHostName remote host
 * @param remoteServiceName remote service
 */
public record EndpointPair(
    @Nullable HostName localHostName,
    String localServiceName,
    HostName remoteHostName,
    String remoteServiceName) {}
