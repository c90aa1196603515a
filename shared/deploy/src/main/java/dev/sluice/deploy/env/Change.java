package dev.sluice.deploy.env;

import dev.sluice.aws.settings.SlotParameter;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** What becomes of one parameter. None prints a secret. */
sealed interface Change {
    /** Below the stage's path: {@code 3/key}. */
    String name();

    /** One line of the diff. */
    String line();

    record Added(SlotParameter wanted) implements Change {
        @Override
        public String name() {
            return wanted.name();
        }

        @Override
        public String line() {
            return "added        " + name() + "  " + shown(wanted);
        }
    }

    record Changed(SlotParameter wanted, Stored stored) implements Change {
        @Override
        public String name() {
            return wanted.name();
        }

        @Override
        public String line() {
            String retyped =
                    stored.type() == typeOf(wanted)
                            ? ""
                            : "  (was a " + stored.type() + ", becomes a " + typeOf(wanted) + ")";
            return "changed      "
                    + name()
                    + "  "
                    + shown(name(), stored, wanted.isSecret())
                    + " -> "
                    + shown(wanted)
                    + retyped;
        }
    }

    record Unchanged(SlotParameter wanted) implements Change {
        @Override
        public String name() {
            return wanted.name();
        }

        @Override
        public String line() {
            return "unchanged    " + name() + "  " + shown(wanted);
        }
    }

    record NotInFile(String name, Stored stored) implements Change {
        @Override
        public String line() {
            return "not in file  " + name + "  " + shown(name, stored, name.endsWith("/key"));
        }
    }

    static Change of(SlotParameter wanted, Stored stored) {
        return stored.value().equals(wanted.value()) && stored.type() == typeOf(wanted)
                ? new Unchanged(wanted)
                : new Changed(wanted, stored);
    }

    static ParameterType typeOf(SlotParameter wanted) {
        return wanted.isSecret() ? ParameterType.SECURE_STRING : ParameterType.STRING;
    }

    private static String shown(SlotParameter wanted) {
        return wanted.isSecret()
                ? "secret " + ShownValue.fingerprint(wanted.name(), wanted.value())
                : ShownValue.value(wanted.value());
    }

    private static String shown(String name, Stored stored, boolean secret) {
        return secret || stored.isSecret()
                ? "secret " + ShownValue.fingerprint(name, stored.value())
                : ShownValue.value(stored.value());
    }
}
