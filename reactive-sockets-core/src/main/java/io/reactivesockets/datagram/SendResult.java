package io.reactivesockets.datagram;

import io.reactivesockets.error.SocketOperationException;
import java.util.Optional;

/**
 * What became of the datagrams of one {@link DatagramSocket#send(org.reactivestreams.Publisher)}.
 *
 * @param sentCount datagrams that the kernel has taken
 * @param failedCount datagrams that could not be sent; each was also told by {@link
 *     DatagramSocket#errors()}
 * @param firstFailure why the first of those could not be sent
 */
public record SendResult(
    long sentCount, long failedCount, Optional<SocketOperationException> firstFailure) {}
