package org.robustdx.stream.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captures what {@code --log-format json} writes to standard error while it is open. {@link #close} restores the log.
 */
final class JsonLog implements AutoCloseable {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<ConsoleAppender<ILoggingEvent>> consoles = new ArrayList<>();
    private final List<Encoder<ILoggingEvent>> encoders = new ArrayList<>();

    JsonLog() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .iteratorForAppenders()
                .forEachRemaining(appender -> {
                    if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
                        consoles.add(console);
                        encoders.add(console.getEncoder());
                    }
                });
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        Logs.asJson();
    }

    List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public void close() {
        for (int i = 0; i < consoles.size(); i++) {
            consoles.get(i).stop();
            consoles.get(i).setEncoder(encoders.get(i));
            encoders.get(i).start();
            consoles.get(i).start();
        }
        System.setErr(before);
    }
}
