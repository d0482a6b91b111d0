package io.reactivesockets.testing;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows every reference-counted object of Netty that is not released yet, with the test that was
 * running when it was created.
 *
 * <p>Netty's own detector speaks up when the garbage collector happens to find an object, that is
 * in some later test or never. Counting presence needs no collector and finds a buffer that is
 * still reachable too.
 */
final class BufferLeaks implements Watch {

  private static final Set<Tracked<?>> OPEN = ConcurrentHashMap.newKeySet();
  private static final int SHOWN = 5;

  private final Set<Tracked<?>> before = Set.copyOf(OPEN);

  /** Puts our detector under Netty; to be called before the first buffer exists. */
  static void install() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
  }

  @Override
  public List<String> leftovers() {
    List<String> left = new ArrayList<>();
    for (Tracked<?> tracked : OPEN) {
      if (!before.contains(tracked) && !tracked.isConstant()) {
        left.add(tracked.toString());
      }
    }
    if (left.size() > SHOWN) {
      int more = left.size() - SHOWN;
      left = new ArrayList<>(left.subList(0, SHOWN));
      left.add("... and " + more + " more objects not released");
    }
    return left;
  }

  private static final class Factory extends ResourceLeakDetectorFactory {

    @Override
    @Deprecated
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      return new Detector<>(resource, samplingInterval);
    }
  }

  private static final class Detector<T> extends ResourceLeakDetector<T> {

    private final String type;

    Detector(Class<T> resource, int samplingInterval) {
      super(resource, samplingInterval);
      this.type = resource.getSimpleName();
    }

    @Override
    public @Nullable ResourceLeakTracker<T> track(T object) {
      return open(super.track(object));
    }

    @Override
    public @Nullable ResourceLeakTracker<T> trackForcibly(T object) {
      return open(super.trackForcibly(object));
    }

    @Override
    protected boolean needReport() {
      return false; // the collector's findings would name the wrong test
    }

    private @Nullable ResourceLeakTracker<T> open(@Nullable ResourceLeakTracker<T> records) {
      if (records == null) {
        return null;
      }
      Tracked<T> tracked = new Tracked<>(type, records, LeftoverGuard.running());
      OPEN.add(tracked);
      return tracked;
    }
  }

  private static final class Tracked<T> implements ResourceLeakTracker<T> {

    private final String type;
    private final ResourceLeakTracker<T> records;
    private final String test;

    Tracked(String type, ResourceLeakTracker<T> records, String test) {
      this.type = type;
      this.records = records;
      this.test = test;
    }

    @Override
    public void record() {
      records.record();
    }

    @Override
    public void record(@Nullable Object hint) {
      records.record(hint);
    }

    @Override
    public boolean close(T object) {
      OPEN.remove(this);
      return records.close(object);
    }

    @Override
    public @Nullable Throwable getCloseStackTraceIfAny() {
      return records.getCloseStackTraceIfAny();
    }

    /** Whether it was made by a static initialiser, to live as long as its class. */
    boolean isConstant() {
      return report().contains("<clinit>");
    }

    @Override
    public String toString() {
      return type + " not released, created during " + test + report();
    }

    /** Netty's report, which fails if the object is released at the same moment. */
    private String report() {
      try {
        return records.toString();
      } catch (NegativeArraySizeException e) {
        return ": released meanwhile";
      }
    }
  }
}
