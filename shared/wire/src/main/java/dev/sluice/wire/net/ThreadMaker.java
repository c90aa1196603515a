package dev.sluice.wire.net;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Makes virtual threads that run where they are told. The JDK can do so and has no public name for
 * it: {@code java.lang.ThreadBuilders} is called by reflection, which {@code --add-opens
 * java.base/java.lang=ALL-UNNAMED} allows. Without it, or in a JDK that calls it otherwise, there
 * is none.
 */
final class ThreadMaker {
    private static final int NO_CHARACTERISTICS = 0;

    private final MethodHandle newVirtualThread;

    private ThreadMaker(MethodHandle newVirtualThread) {
        this.newVirtualThread = newVirtualThread;
    }

    static @Nullable ThreadMaker find() {
        if (!Object.class.getModule().isOpen("java.lang", ThreadMaker.class.getModule())) {
            return null;
        }
        try {
            Method method =
                    Class.forName("java.lang.ThreadBuilders")
                            .getDeclaredMethod(
                                    "newVirtualThread",
                                    Executor.class,
                                    String.class,
                                    int.class,
                                    Runnable.class);
            method.setAccessible(true);
            return new ThreadMaker(MethodHandles.lookup().unreflect(method));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** One that is not started yet. */
    Thread make(Executor scheduler, String name, Runnable task) {
        try {
            return (Thread) newVirtualThread.invoke(scheduler, name, NO_CHARACTERISTICS, task);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
