package dev.sluice.aws.ledger;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One of {@link CallerItems}.
 *
 * @param id the sort key after the prefix
 * @param attributes all but the key
 */
public record CallerItem(String callerId, String id, Map<String, AttributeValue> attributes) {
    public CallerItem {
        attributes = Map.copyOf(attributes);
    }
}
