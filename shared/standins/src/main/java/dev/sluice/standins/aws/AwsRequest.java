package dev.sluice.standins.aws;

import java.util.function.Supplier;

/** A call by its name, and what it does. */
record AwsRequest(String call, Supplier<AwsAnswer> action) {
    AwsAnswer run() {
        return action.get();
    }
}
