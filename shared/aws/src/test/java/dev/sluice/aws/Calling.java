package dev.sluice.aws;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Notes every request that goes out, repeated ones too. */
public class Calling implements ExecutionInterceptor {
    private final List<String> operations = new CopyOnWriteArrayList<>();

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes call) {
        operations.add(context.request().getClass().getSimpleName().replace("Request", ""));
    }

    /** What went out since the last time somebody asked. */
    public List<String> take() {
        List<String> taken = List.copyOf(operations);
        operations.clear();
        return taken;
    }
}
