package org.robustdx.stream.cli;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;
import org.robustdx.schemas.shown.PlainText;
import org.robustdx.schemas.shown.ShownUrl;

/**
 * Encodes log events as text. Removes control characters and secrets in URLs from all messages. {@code logback.xml}
 * refers to this class by name.
 */
public final class PlainTextEncoder extends PatternLayoutEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
        String lines = layout.doLayout(event);
        return PlainText.lines(ShownUrl.in(lines))
                .getBytes(getCharset() == null ? StandardCharsets.UTF_8 : getCharset());
    }
}
