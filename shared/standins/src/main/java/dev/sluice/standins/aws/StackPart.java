package dev.sluice.standins.aws;

import java.util.Map;

/** CloudFormation's one answer. */
final class StackPart {
    private static final String NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

    private StackPart() {}

    static AwsAnswer describe(Map<String, String> outputs) {
        if (outputs.isEmpty()) {
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
                "<DescribeStacksResponse xmlns=\"%s\"><DescribeStacksResult><Stacks><member><StackName>s</StackName><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>%s</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>"
                        .formatted(NAMESPACE, members));
    }
}
