package org.robustdx.stream.cli;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.robustdx.schemas.shown.ShownUrl;
import org.robustdx.stream.watch.PlainJson;

/** A log of one JSON object a line, without control characters and without secrets in URLs, wherever its messages come from. */
final class PlainJsonEncoder extends JsonEncoder {
    private final ObjectMapper mapper = new ObjectMapper();

    @Override
    public byte[] encode(ILoggingEvent event) {
        byte[] line = super.encode(event);
        try {
            JsonNode read = mapper.readTree(line);
            return (PlainJson.line(read, ShownUrl::in) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("a line of the log is no JSON", e);
        }
    }
}
