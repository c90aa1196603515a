package dev.sluice.lambda;

import java.lang.reflect.InvocationTargetException;

/** Makes the handler that {@code _HANDLER} names. */
final class HandlerLoader {

    private HandlerLoader() {}

    /**
     * @param name a class name. One with {@code ::method} is refused rather than guessed at: a
     *     streaming handler has one method, and the managed runtime needs no method name for a
     *     {@code RequestStreamHandler} either, so the same setting can serve both
     */
    static StreamingHandler load(String name) throws InitFailure {
        if (name.isEmpty() || name.contains("::")) {
            throw new InitFailure(
                    ErrorReport.NO_SUCH_HANDLER,
                    "handler must be a class name without a method: \"" + name + "\"");
        }
        try {
            Object handler = Class.forName(name).getConstructor().newInstance();
            if (handler instanceof StreamingHandler streaming) {
                return streaming;
            }
            throw new InitFailure(
                    ErrorReport.NO_SUCH_HANDLER,
                    "handler must implement " + StreamingHandler.class.getName() + ": " + name);
        } catch (ClassNotFoundException e) {
            throw new InitFailure(ErrorReport.NO_SUCH_HANDLER, e);
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw new InitFailure(
                    ErrorReport.NO_SUCH_HANDLER,
                    "handler must have a public constructor without arguments: " + name);
        } catch (InvocationTargetException | LinkageError e) {
            // Also a static initializer that throws, or a class that the handler needs and that is
            // missing.
            Throwable cause = e.getCause();
            throw new InitFailure(ErrorReport.BAD_FUNCTION_CODE, cause == null ? e : cause);
        }
    }
}
