package dev.sluice.wire.json;

import com.fasterxml.jackson.core.JsonToken;

/** A member of an object, and what its value has to be. */
public record Typed(String name, Type type) {

    /** What a value is. */
    public enum Type {
        TEXT("a", "string"),
        /** With or without a fraction. */
        NUMBER("a", "number"),
        INTEGER("an", "integer"),
        BOOLEAN("a", "boolean"),
        OBJECT("an", "object");

        private final String article;
        private final String noun;

        Type(String article, String noun) {
            this.article = article;
            this.noun = noun;
        }

        public String noun() {
            return noun;
        }

        /** {@code an integer}. */
        public String withArticle() {
            return article + " " + noun;
        }
    }

    public static Typed text(String name) {
        return new Typed(name, Type.TEXT);
    }

    public static Typed number(String name) {
        return new Typed(name, Type.NUMBER);
    }

    public static Typed integer(String name) {
        return new Typed(name, Type.INTEGER);
    }

    public static Typed bool(String name) {
        return new Typed(name, Type.BOOLEAN);
    }

    public static Typed object(String name) {
        return new Typed(name, Type.OBJECT);
    }

    /** Whether this value is what it has to be. */
    public boolean isMetBy(JsonView value) {
        return switch (type) {
            case TEXT -> value.isText();
            case NUMBER -> isInteger(value) || value.token() == JsonToken.VALUE_NUMBER_FLOAT;
            case INTEGER -> isInteger(value);
            case BOOLEAN -> value.isBoolean();
            case OBJECT -> value.isObject();
        };
    }

    private static boolean isInteger(JsonView value) {
        return value.token() == JsonToken.VALUE_NUMBER_INT;
    }
}
