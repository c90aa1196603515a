/**
 * {@link dev.sluice.standins.aws.AwsStandIn} stands in for AWS: the few calls of SSM, DynamoDB,
 * Lambda, CloudFormation, CloudWatch Logs, STS and SSO that are made here.
 */
@NullMarked
package dev.sluice.standins.aws;

import org.jspecify.annotations.NullMarked;
