package dev.sluice.standins.aws;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** CloudFormation's one answer. */
final class StackPart {
    private static final String NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

    private final Map<String, String> outputs = new ConcurrentHashMap<>();
    private final Deque<String> statuses = new ArrayDeque<>();

    Map<String, String> outputs() {
        return outputs;
    }

    synchronized void is(List<String> next) {
        statuses.clear();
        statuses.addAll(next);
    }

    AwsAnswer describe() {
        String status = status();
        if (status.isEmpty()) {
            return AwsAnswer.xml(
                    400,
                    "<ErrorResponse xmlns=\"%s\"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack does not exist</Message></Error><RequestId>r</RequestId></ErrorResponse>"
                            .formatted(NAMESPACE));
        }
        StringBuilder members = new StringBuilder();
        outputs.forEach(
                (key, value) ->
                        members.append(
                                "<member><OutputKey>%s</OutputKey><OutputValue>%s</OutputValue></member>"
                                        .formatted(key, value)));
        return AwsAnswer.xml(
                200,
                "<DescribeStacksResponse xmlns=\"%s\"><DescribeStacksResult><Stacks><member><StackName>s</StackName><StackStatus>%s</StackStatus><Outputs>%s</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>"
                        .formatted(NAMESPACE, status, members));
    }

    private synchronized String status() {
        if (statuses.isEmpty()) {
            return outputs.isEmpty() ? "" : "CREATE_COMPLETE";
        }
        return statuses.size() == 1 ? statuses.getFirst() : statuses.removeFirst();
    }
}
