package dev.sluice.lambda;

import com.amazonaws.services.lambda.runtime.Client;
import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who called, as the mobile SDKs' two JSON headers tell it. Read only when a handler asks; text
 * that is no JSON object gives null, as a caller who sends nonsense is a caller who sent nothing.
 */
final class InvocationIdentity {

    private InvocationIdentity() {}

    static @Nullable CognitoIdentity cognito(@Nullable String json) {
        Map<String, Object> fields = JsonReader.readObject(json);
        return fields == null
                ? null
                : new Cognito(
                        text(fields, "cognitoIdentityId"), text(fields, "cognitoIdentityPoolId"));
    }

    static @Nullable ClientContext client(@Nullable String json) {
        Map<String, Object> fields = JsonReader.readObject(json);
        if (fields == null) {
            return null;
        }
        Map<String, String> client = texts(fields.get("client"));
        var application =
                new Application(
                        client.get("installation_id"),
                        client.get("app_title"),
                        client.get("app_version_name"),
                        client.get("app_version_code"),
                        client.get("app_package_name"));
        return new Caller(application, texts(fields.get("custom")), texts(fields.get("env")));
    }

    private static @Nullable String text(Map<String, Object> fields, String name) {
        return fields.get(name) instanceof String text ? text : null;
    }

    /** The members of an object that are strings, numbers or truth values, as text. */
    private static Map<String, String> texts(@Nullable Object value) {
        var texts = new HashMap<String, String>();
        if (value instanceof Map<?, ?> object) {
            for (Map.Entry<?, ?> entry : object.entrySet()) {
                if (entry.getKey() instanceof String name
                        && entry.getValue() instanceof String text) {
                    texts.put(name, text);
                }
            }
        }
        return Map.copyOf(texts);
    }

    private record Cognito(@Nullable String id, @Nullable String poolId)
            implements CognitoIdentity {
        @Override
        public @Nullable String getIdentityId() {
            return id;
        }

        @Override
        public @Nullable String getIdentityPoolId() {
            return poolId;
        }
    }

    private record Caller(
            Client client, Map<String, String> custom, Map<String, String> environment)
            implements ClientContext {
        @Override
        public Client getClient() {
            return client;
        }

        @Override
        public Map<String, String> getCustom() {
            return custom;
        }

        @Override
        public Map<String, String> getEnvironment() {
            return environment;
        }
    }

    private record Application(
            @Nullable String installationId,
            @Nullable String title,
            @Nullable String versionName,
            @Nullable String versionCode,
            @Nullable String packageName)
            implements Client {
        @Override
        public @Nullable String getInstallationId() {
            return installationId;
        }

        @Override
        public @Nullable String getAppTitle() {
            return title;
        }

        @Override
        public @Nullable String getAppVersionName() {
            return versionName;
        }

        @Override
        public @Nullable String getAppVersionCode() {
            return versionCode;
        }

        @Override
        public @Nullable String getAppPackageName() {
            return packageName;
        }
    }
}
