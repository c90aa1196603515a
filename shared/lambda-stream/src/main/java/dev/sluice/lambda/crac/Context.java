package dev.sluice.lambda.crac;

import java.lang.ref.Reference;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * The hooks of the process, in the order of their registration. Before the snapshot they run last
 * to first, after the restore first to last; all of them run, whatever one throws. A hook may
 * register others, which join the next round. Thread safe.
 */
public final class Context {

    private final List<Resource> resources = new ArrayList<>();

    /** What {@code org.crac} itself holds only weakly, held here. */
    private final List<Object> kept = new ArrayList<>();

    private boolean open;

    Context() {}

    /** From now on registrations count; earlier ones are forgotten. */
    public synchronized void open() {
        forget();
        open = true;
    }

    public synchronized void register(Resource resource) {
        if (!open) {
            return;
        }
        resources.add(resource);
        if (Proxy.isProxyClass(resource.getClass())
                && Proxy.getInvocationHandler(resource) instanceof Reference<?> weak) {
            Object referent = weak.get();
            if (referent != null) {
                kept.add(referent);
            }
        }
    }

    @SuppressWarnings("CatchingUnchecked") // a class that is missing is a hook's failure too
    public void beforeCheckpoint() throws CheckpointException {
        var failures = new CheckpointException();
        for (Resource resource : snapshot().reversed()) {
            try {
                resource.beforeCheckpoint(this);
            } catch (Throwable failure) {
                failures.addSuppressed(failure);
            }
        }
        if (failures.getSuppressed().length > 0) {
            forget();
            throw failures;
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    public void afterRestore() throws RestoreException {
        var failures = new RestoreException();
        for (Resource resource : snapshot()) {
            try {
                resource.afterRestore(this);
            } catch (Throwable failure) {
                failures.addSuppressed(failure);
            }
        }
        forget();
        if (failures.getSuppressed().length > 0) {
            throw failures;
        }
    }

    private synchronized List<Resource> snapshot() {
        return List.copyOf(resources);
    }

    private synchronized void forget() {
        open = false;
        resources.clear();
        kept.clear();
    }
}
