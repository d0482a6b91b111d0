package io.reactivesockets.tls.internal;

import io.reactivesockets.tls.internal.RevocationSource.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.CRLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches OCSP answers and revocation lists by HTTP, and keeps them for a while: a few, bounded in
 * bytes. Redirects are not followed. Answers are signed, so it does not matter who brings them; one
 * that does not hold, or holds no longer, is not kept.
 */
final class RevocationFetcher {
  private static final RevocationFetcher SHARED = new RevocationFetcher();
  private static final long KEEP_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int MAX_KEPT_BYTES = 32 << 20;

  private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
  private int keptBytes;
  private @Nullable HttpClient client;

  static RevocationFetcher shared() {
    return SHARED;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kept(byte[] body, long fetchedAt) {}

  /** Finds out what an answer says, if it holds. */
  @FunctionalInterface
  interface Reading {
    Answer of(byte[] body) throws CRLException;
  }

  /** Asks an OCSP responder (RFC 6960, A.1). */
  Answer ask(
      URI responder,
      byte[] question,
      int maxBytes,
      Duration limit,
      Waiting waiting,
      Reading reading)
      throws IOException, InterruptedException, CRLException {
    String key = responder + "#" + Arrays.hashCode(question) + "/" + question.length;
    return fetch(
        key,
        HttpRequest.newBuilder(responder)
            .header("Content-Type", "application/ocsp-request")
            .header("Accept", "application/ocsp-response")
            .POST(HttpRequest.BodyPublishers.ofByteArray(question)),
        maxBytes,
        limit,
        waiting,
        reading);
  }

  Answer list(URI location, int maxBytes, Duration limit, Waiting waiting, Reading reading)
      throws IOException, InterruptedException, CRLException {
    return fetch(
        location.toString(),
        HttpRequest.newBuilder(location).GET(),
        maxBytes,
        limit,
        waiting,
        reading);
  }

  private Answer fetch(
      String key,
      HttpRequest.Builder request,
      int maxBytes,
      Duration limit,
      Waiting waiting,
      Reading reading)
      throws IOException, InterruptedException, CRLException {
    byte[] known = known(key);
    Answer old = known == null ? Answer.NONE : reading.of(known);
    if (old != Answer.NONE) {
      return old;
    }
    byte[] body = fetch(request, maxBytes, limit, waiting);
    Answer answer = reading.of(body);
    if (answer != Answer.NONE) {
      keep(key, body);
    }
    return answer;
  }

  private byte[] fetch(HttpRequest.Builder request, int maxBytes, Duration limit, Waiting waiting)
      throws IOException, InterruptedException {
    if (limit.isZero() || limit.isNegative()) {
      throw new IOException("no time left");
    }
    CompletableFuture<HttpResponse<byte[]>> response =
        client().sendAsync(request.timeout(limit).build(), head -> new LimitedBody(maxBytes));
    try {
      HttpResponse<byte[]> answer = waiting.await(response, limit);
      if (answer.statusCode() != 200) {
        throw new IOException("HTTP status " + answer.statusCode());
      }
      return answer.body();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + limit, e);
    }
  }

  private synchronized HttpClient client() {
    if (client == null) {
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .build();
    }
    return client;
  }

  private synchronized byte @Nullable [] known(String key) {
    Kept entry = kept.get(key);
    if (entry == null) {
      return null;
    }
    if (System.nanoTime() - entry.fetchedAt > KEEP_NANOS) {
      forget(key);
      return null;
    }
    return entry.body;
  }

  private synchronized void keep(String key, byte[] body) {
    forget(key);
    if (body.length > MAX_KEPT_BYTES / 2) {
      return;
    }
    kept.put(key, new Kept(body, System.nanoTime()));
    keptBytes += body.length;
    while (keptBytes > MAX_KEPT_BYTES) {
      forget(kept.keySet().iterator().next());
    }
  }

  synchronized void forget(String key) {
    Kept entry = kept.remove(key);
    if (entry != null) {
      keptBytes -= entry.body.length;
    }
  }
}
