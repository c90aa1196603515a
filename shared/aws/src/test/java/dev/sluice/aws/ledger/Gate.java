package dev.sluice.aws.ledger;

import dev.sluice.aws.Calling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** One process's way to the tables: what happens at its n-th call can be planned. */
final class Gate extends Calling {
    /** What becomes of a call. */
    enum Fate {
        GOES_WELL,
        /** Its process dies before it is sent. */
        DIES_BEFORE,
        /** It is done, and its process dies before it hears so. */
        DIES_AFTER,
        /** It is done, and its answer is lost. */
        ANSWER_LOST,
        /** It is taken for lost, and comes when all is over. */
        COMES_LATE
    }

    private static final ExecutionAttribute<Fate> FATE = new ExecutionAttribute<>("test.fate");

    private final AtomicInteger calls = new AtomicInteger();
    private final List<SdkRequest> late = Collections.synchronizedList(new ArrayList<>());
    private final List<Step> steps = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean dead;

    private record Step(int call, @Nullable Fate fate, Runnable meanwhile) {}

    void at(int call, Fate fate) {
        steps.add(new Step(call, fate, () -> {}));
    }

    /** Runs something before the call is sent. */
    void at(int call, Runnable meanwhile) {
        steps.add(new Step(call, null, meanwhile));
    }

    boolean isDead() {
        return dead;
    }

    void lateOnesCome(DynamoDbClient client) {
        for (SdkRequest request : List.copyOf(late)) {
            try {
                if (request instanceof UpdateItemRequest update) {
                    client.updateItem(update);
                } else if (request instanceof PutItemRequest put) {
                    client.putItem(put);
                } else if (request instanceof DeleteItemRequest delete) {
                    client.deleteItem(delete);
                }
            } catch (ConditionalCheckFailedException e) {
                // too late
            }
        }
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes call) {
        dieIf(dead);
        super.beforeTransmission(context, call);
        int mine = calls.getAndIncrement();
        for (Step step : List.copyOf(steps)) {
            if (step.call() == mine) {
                step.meanwhile().run();
                dieIf(step.fate() == Fate.DIES_BEFORE);
                if (step.fate() == Fate.COMES_LATE) {
                    late.add(context.request());
                    throw RetryableException.create("on its way");
                }
                if (step.fate() != null) {
                    call.putAttribute(FATE, step.fate());
                }
            }
        }
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes call) {
        Fate fate = call.getAttribute(FATE);
        dieIf(dead || fate == Fate.DIES_AFTER);
        if (fate == Fate.ANSWER_LOST) {
            call.putAttribute(FATE, Fate.GOES_WELL);
            throw RetryableException.create("lost");
        }
    }

    private void dieIf(boolean dies) {
        if (dies) {
            dead = true;
            throw SdkClientException.create("the process is dead");
        }
    }
}
