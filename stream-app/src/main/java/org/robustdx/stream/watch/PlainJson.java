package org.robustdx.stream.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;
import org.robustdx.schemas.shown.PlainText;

/** JSON whose texts hold no control characters, neither as they are written nor once they are read: a script may print them. */
public final class PlainJson {
    private PlainJson() {}

    /** Returns this JSON in one line. */
    public static String line(JsonNode json) {
        return line(json, text -> text);
    }

    /**
     * As {@link #line(JsonNode)}, with something else done to texts.
     *
     * @param change what is done to each before
     */
    public static String line(JsonNode json, UnaryOperator<String> change) {
        return plain(json, change).toString();
    }

    private static JsonNode plain(JsonNode json, UnaryOperator<String> change) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (json.isTextual()) {
            return nodes.textNode(PlainText.of(change.apply(json.textValue())));
        }
        if (json.isArray()) {
            ArrayNode array = nodes.arrayNode(json.size());
            json.forEach(element -> array.add(plain(element, change)));
            return array;
        }
        if (json.isObject()) {
            ObjectNode object = nodes.objectNode();
            json.properties()
                    .forEach(field -> object.set(PlainText.of(field.getKey()), plain(field.getValue(), change)));
            return object;
        }
        return json;
    }
}
