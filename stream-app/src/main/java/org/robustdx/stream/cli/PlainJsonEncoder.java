package org.robustdx.stream.cli;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.robustdx.schemas.shown.ShownUrl;
import org.robustdx.stream.watch.PlainJson;

/** Encodes log events as one JSON object per line. Removes control characters and secrets in URLs from all messages. */
final class PlainJsonEncoder extends JsonEncoder {
    private final ObjectMapper mapper = new ObjectMapper();

    @Override
    public byte[] encode(ILoggingEvent event) {
        byte[] line = super.encode(event);
        try {
            JsonNode read = mapper.readTree(line);
            return (PlainJson.line(read, ShownUrl::in) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("a line of the log is not valid JSON", e);
        }
    }
}
