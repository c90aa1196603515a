/**
 * Who stands in for the world outside, each on a loopback port and each once: {@link
 * dev.sluice.standins.ScriptedProvider} for a provider, {@link dev.sluice.standins.aws.AwsStandIn}
 * for AWS, {@link dev.sluice.standins.RuntimeApiStandIn} for Lambda's Runtime API. They know HTTP
 * as it is on the wire and nothing of the gateway, so that tests of every module and measurements
 * can use them. Never deployed.
 */
@NullMarked
package dev.sluice.standins;

import org.jspecify.annotations.NullMarked;
