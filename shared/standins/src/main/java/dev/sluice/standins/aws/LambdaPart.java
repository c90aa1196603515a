package dev.sluice.standins.aws;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Functions with versions and one alias; a new version stays pending for some looks. */
public final class LambdaPart {
    private static final int PENDING_LOOKS = 7;

    private static final class Kept {
        private String sha = "none";
        private int settings = 1;
        private final List<String> versions = new ArrayList<>();
        private final List<String> publishedAt = new ArrayList<>();
        private final Map<String, Integer> looks = new HashMap<>();
        private int aliasVersion = 1;
        private String description = "";
        private String lastUpdate = "Successful";

        private void publish(String at) {
            versions.add(content());
            publishedAt.add(at);
        }

        /** What a version keeps, and by which Lambda tells whether it is a new one. */
        private String content() {
            return sha + " " + settings;
        }
    }

    private final Map<String, Kept> functions = new HashMap<>();
    private int pendingLooks = PENDING_LOOKS;
    private String stateOfVersions = "Active";
    private String statusOfUpdates = "Successful";
    private int seconds;

    /** With version 1 behind its alias. */
    public synchronized void add(String function) {
        Kept kept = new Kept();
        kept.publish(nextSecond());
        functions.put(function, kept);
    }

    /** As CloudFormation does when a parameter has another value: the next version's alone. */
    public synchronized void changeSettings(String function) {
        kept(function).settings++;
    }

    /** As CloudFormation does for a package that is new to it: a version, and the alias to it. */
    public synchronized void changeCode(String function, String codeSha256) {
        Kept kept = kept(function);
        kept.sha = codeSha256;
        kept.publish(nextSecond());
        kept.aliasVersion = kept.versions.size();
        kept.description = "";
    }

    /** Code and settings of a version. */
    public synchronized String content(String function, int version) {
        return kept(function).versions.get(version - 1);
    }

    /** What Lambda says of the last update until there is another: {@code Failed}. */
    public synchronized void lastUpdateWas(String function, String status) {
        kept(function).lastUpdate = status;
    }

    /** What every update of code comes to: {@code Failed}. */
    public synchronized void updatesEndAs(String status) {
        statusOfUpdates = status;
    }

    /** For a run that really waits between two looks. */
    public synchronized void versionsAreReadyAtOnce() {
        pendingLooks = 0;
    }

    /** What new versions come to: {@code Failed}. */
    public synchronized void versionsEndAs(String state) {
        stateOfVersions = state;
    }

    public synchronized int aliasVersion(String function) {
        return kept(function).aliasVersion;
    }

    public synchronized String aliasDescription(String function) {
        return kept(function).description;
    }

    /** By hand, somewhere else. */
    public synchronized void moveAlias(String function, int version) {
        kept(function).aliasVersion = version;
    }

    AwsRequest request(AwsCall call) {
        Map<String, String> input = call.input();
        String[] path = call.path().split("/");
        String function = path[3];
        String query = call.query();
        String what = call.method() + " " + path[4];
        return switch (what) {
            case "GET configuration" ->
                    new AwsRequest(
                            "GetFunctionConfiguration " + function,
                            () -> configuration(function, query));
            case "PUT code" ->
                    new AwsRequest(
                            "UpdateFunctionCode " + function,
                            () -> update(function, input.getOrDefault("ZipFile", "")));
            case "POST versions" ->
                    new AwsRequest("PublishVersion " + function, () -> publish(function));
            case "GET versions" ->
                    new AwsRequest("ListVersions " + function, () -> versions(function));
            case "GET aliases" -> new AwsRequest("GetAlias " + function, () -> alias(function));
            case "PUT aliases" -> {
                String version = input.getOrDefault("FunctionVersion", "");
                yield new AwsRequest(
                        "UpdateAlias " + function + " " + version,
                        () -> move(function, version, input.getOrDefault("Description", "")));
            }
            default -> throw new IllegalArgumentException(what);
        };
    }

    private synchronized AwsAnswer configuration(String function, String query) {
        Kept kept = kept(function);
        String state = "Active";
        String modifiedAt = "";
        if (query.startsWith("Qualifier=")) {
            String version = query.substring("Qualifier=".length());
            int looks = kept.looks.merge(version, 1, Integer::sum);
            if (Integer.parseInt(version) > kept.versions.size()) {
                return AwsAnswer.error(404, "ResourceNotFoundException", "no such version");
            }
            modifiedAt = kept.publishedAt.get(Integer.parseInt(version) - 1);
            state = version.equals("1") || looks > pendingLooks ? stateOfVersions : "Pending";
        }
        return AwsAnswer.json(
                "{\"FunctionName\":\"%s\",\"CodeSha256\":\"%s\",\"State\":\"%s\",\"StateReason\":\"init took too long\",\"StateReasonCode\":\"FunctionError\",\"LastUpdateStatus\":\"%s\",\"LastUpdateStatusReason\":\"the package is broken\",\"LastModified\":\"%s\",\"LoggingConfig\":{\"LogGroup\":\"/sluice/%s\"}}"
                        .formatted(
                                function, kept.sha, state, kept.lastUpdate, modifiedAt, function));
    }

    private synchronized AwsAnswer update(String function, String zip) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(zip));
            kept(function).lastUpdate = statusOfUpdates;
            kept(function).sha = Base64.getEncoder().encodeToString(hash);
            return AwsAnswer.json("{}");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized AwsAnswer publish(String function) {
        Kept kept = kept(function);
        if (!kept.versions.getLast().equals(kept.content())) {
            kept.publish(nextSecond());
        }
        return AwsAnswer.json("{\"Version\":\"" + kept.versions.size() + "\"}");
    }

    private synchronized AwsAnswer versions(String function) {
        List<String> versions = new ArrayList<>(List.of("{\"Version\":\"$LATEST\"}"));
        List<String> publishedAt = kept(function).publishedAt;
        for (int i = 1; i <= publishedAt.size(); i++) {
            versions.add(
                    "{\"Version\":\"%d\",\"LastModified\":\"%s\"}"
                            .formatted(i, publishedAt.get(i - 1)));
        }
        return AwsAnswer.json("{\"Versions\":[" + String.join(",", versions) + "]}");
    }

    private synchronized AwsAnswer alias(String function) {
        Kept kept = kept(function);
        return AwsAnswer.json(
                "{\"FunctionVersion\":\"%d\",\"Description\":\"%s\"}"
                        .formatted(kept.aliasVersion, kept.description));
    }

    private synchronized AwsAnswer move(String function, String version, String description) {
        kept(function).aliasVersion = Integer.parseInt(version);
        kept(function).description = description;
        return alias(function);
    }

    /** No two versions are of the same time, and later ones sort behind. */
    private String nextSecond() {
        return "2026-01-01T00:00:%02d.000+0000".formatted(seconds++);
    }

    private Kept kept(String function) {
        Kept kept = functions.get(function);
        if (kept == null) {
            throw new IllegalArgumentException("no function " + function);
        }
        return kept;
    }
}
