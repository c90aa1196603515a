package dev.sluice.gateway.lambda;

import static dev.sluice.gateway.lambda.Template.list;
import static dev.sluice.gateway.lambda.Template.map;
import static dev.sluice.gateway.lambda.Template.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.aws.Tables;
import dev.sluice.aws.store.TableNames;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/** The tables that the template makes: those that the code knows. */
class TemplateTablesTest {
    private final Template template = Template.read();

    TemplateTablesTest() throws IOException {}

    @Test
    void theTablesAreThoseTheCodeMakesForEmulators() {
        CapturingClient client = new CapturingClient();
        Tables.createMissing(client, new TableNames("x"));
        Map<String, Object> deployed = new TreeMap<>();
        for (Map<String, Object> table : template.propertiesOf("AWS::DynamoDB::Table")) {
            String name = text(map(table.get("TableName")).get("Fn::Sub"));
            deployed.put(name.replace("${Stage}", "x"), shape(table));
            assertThat(table)
                    .containsEntry("BillingMode", "PAY_PER_REQUEST")
                    .containsEntry(
                            "PointInTimeRecoverySpecification",
                            Map.of("PointInTimeRecoveryEnabled", "true"))
                    .containsKey("DeletionProtectionEnabled");
        }
        assertThat(deployed).isEqualTo(client.shapes());
    }

    private static Map<String, Object> shape(Map<String, Object> table) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("attributes", pairs(table.get("AttributeDefinitions"), "AttributeType"));
        shape.put("key", pairs(table.get("KeySchema"), "KeyType"));
        for (Object index : list(table.getOrDefault("GlobalSecondaryIndexes", List.of()))) {
            shape.put(
                    "index " + map(index).get("IndexName"),
                    pairs(map(index).get("KeySchema"), "KeyType")
                            + " "
                            + map(map(index).get("Projection")).get("ProjectionType"));
        }
        if (table.containsKey("TimeToLiveSpecification")) {
            shape.put("ttl", map(table.get("TimeToLiveSpecification")).get("AttributeName"));
        }
        return shape;
    }

    private static String pairs(@Nullable Object items, String second) {
        Map<String, Object> pairs = new TreeMap<>();
        list(items)
                .forEach(
                        i ->
                                pairs.put(
                                        text(map(i).get("AttributeName")),
                                        text(map(i).get(second))));
        return pairs.toString();
    }

    /** A DynamoDB without tables, which remembers what is created. */
    private static final class CapturingClient implements DynamoDbClient {
        private final Map<String, CreateTableRequest> created = new TreeMap<>();
        private final Map<String, String> expiring = new TreeMap<>();

        @Override
        public DescribeTableResponse describeTable(DescribeTableRequest request) {
            if (!created.containsKey(request.tableName())) {
                throw ResourceNotFoundException.builder().message("none").build();
            }
            return DescribeTableResponse.builder()
                    .table(table -> table.tableStatus(TableStatus.ACTIVE))
                    .build();
        }

        @Override
        public CreateTableResponse createTable(CreateTableRequest request) {
            created.put(request.tableName(), request);
            return CreateTableResponse.builder().build();
        }

        @Override
        public UpdateTimeToLiveResponse updateTimeToLive(UpdateTimeToLiveRequest request) {
            expiring.put(request.tableName(), request.timeToLiveSpecification().attributeName());
            return UpdateTimeToLiveResponse.builder().build();
        }

        Map<String, Object> shapes() {
            Map<String, Object> shapes = new TreeMap<>();
            created.forEach((name, request) -> shapes.put(name, shape(request)));
            return shapes;
        }

        private Map<String, Object> shape(CreateTableRequest request) {
            Map<String, Object> attributes = new TreeMap<>();
            request.attributeDefinitions()
                    .forEach(a -> attributes.put(a.attributeName(), a.attributeTypeAsString()));
            Map<String, Object> shape = new LinkedHashMap<>();
            shape.put("attributes", attributes.toString());
            shape.put("key", keys(request.keySchema()));
            request.globalSecondaryIndexes()
                    .forEach(
                            index ->
                                    shape.put(
                                            "index " + index.indexName(),
                                            keys(index.keySchema())
                                                    + " "
                                                    + index.projection().projectionTypeAsString()));
            String ttl = expiring.get(request.tableName());
            if (ttl != null) {
                shape.put("ttl", ttl);
            }
            return shape;
        }

        private static String keys(List<KeySchemaElement> schema) {
            Map<String, Object> keys = new TreeMap<>();
            schema.forEach(key -> keys.put(key.attributeName(), key.keyTypeAsString()));
            return keys.toString();
        }

        @Override
        public String serviceName() {
            return "dynamodb";
        }

        @Override
        public void close() {}
    }
}
