package dev.sluice.operator;

import dev.sluice.core.authenticate.GatewayKey;
import dev.sluice.core.authenticate.KeyRecord;
import dev.sluice.core.authenticate.KeyStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code make agents}: the configurations of Claude Code and Codex for a world, ready to paste,
 * with a key of their own that is made for it and shown this once. {@code SLUICE_KEY} in the
 * environment is taken instead.
 */
@Command(name = "agents", description = "Configurations of coding agents.")
public final class Agents {
    private static final int MOST_NAMES = 100;

    private final Stage stage;
    private final Map<String, String> environment;

    Agents(Stage stage, Map<String, String> environment) {
        this.stage = stage;
        this.environment = environment;
    }

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        System.exit(StageCommand.run(environment, stage -> new Agents(stage, environment), args));
    }

    @Command(name = "print", description = "Prints both.")
    int print(
            @Option(
                            names = "--url",
                            paramLabel = "URL",
                            required = true,
                            description = "of the gateway, without /v1")
                    String url,
            @Option(
                            names = "--model",
                            paramLabel = "MODEL",
                            defaultValue = "code",
                            description = "an alias or a model; code unless given")
                    String model,
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            defaultValue = "agents",
                            description = "whose key is made; agents unless given")
                    String name,
            @Mixin KeyLimits limits) {
        String given = environment.getOrDefault("SLUICE_KEY", "").strip();
        String key = given.isEmpty() ? made(name, limits) : given;
        if (key == null) {
            return StageCommand.failed("There are too many keys named like \"" + name + "\".");
        }
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        System.out.print(claudeCode(base, model, key) + "\n" + codex(base, model, key));
        if (ServedModels.lacks(base, key, model)) {
            System.err.println(
                    "Note: "
                            + base
                            + " serves no model \""
                            + model
                            + "\" now. GET /v1/models lists what it serves; MODEL= names one.");
        }
        return 0;
    }

    /** A key under the name, or the first free one like it. */
    private @Nullable String made(String name, KeyLimits limits) {
        KeyStore store = stage.keys();
        String key = GatewayKey.generate(new SecureRandom());
        for (int i = 1; i <= MOST_NAMES; i++) {
            String free = i == 1 ? name : name + "-" + i;
            KeyRecord record =
                    new KeyRecord(
                            GatewayKey.hash(key),
                            free,
                            List.of(),
                            limits.limits(),
                            Instant.now().truncatedTo(ChronoUnit.SECONDS),
                            Optional.empty(),
                            false);
            if (store.create(record)) {
                System.err.println(
                        "Made the key \""
                                + free
                                + "\" of stage "
                                + stage.name()
                                + ". It is stored hashed: this is the only time it is shown.");
                return key;
            }
        }
        return null;
    }

    private static String claudeCode(String url, String model, String key) {
        return """
        # Claude Code: ~/.claude/settings.json, or .claude/settings.local.json of a project
        {
          "env": {
            "ANTHROPIC_BASE_URL": "%1$s",
            "ANTHROPIC_AUTH_TOKEN": "%3$s",
            "ANTHROPIC_MODEL": "%2$s",
            "ANTHROPIC_DEFAULT_OPUS_MODEL": "%2$s",
            "ANTHROPIC_DEFAULT_SONNET_MODEL": "%2$s",
            "ANTHROPIC_DEFAULT_HAIKU_MODEL": "%2$s",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1"
          }
        }
        """
                .formatted(url, model, key);
    }

    private static String codex(String url, String model, String key) {
        return """
        # Codex: ~/.codex/config.toml, and in the shell: export SLUICE_KEY=%3$s
        model = "%2$s"
        model_provider = "sluice"
        web_search = "disabled"

        [model_providers.sluice]
        name = "Sluice"
        base_url = "%1$s/v1"
        wire_api = "responses"
        env_key = "SLUICE_KEY"
        """
                .formatted(url, model, key);
    }
}
