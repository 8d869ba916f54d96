package org.robustdx.stream.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.robustdx.kafka.UserException;
import org.slf4j.LoggerFactory;

/** Changes the log configuration of {@code logback.xml} at run time. */
final class Logs {
    private Logs() {}

    /**
     * Runs {@code work} without Kafka's warnings about each attempt to connect. The command reports the final result
     * once.
     */
    static <T> T whileConnecting(Supplier<T> work) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return work.get();
        }
        Logger network = context.getLogger("org.apache.kafka.clients.NetworkClient");
        Level before = network.getLevel();
        network.setLevel(Level.ERROR);
        try {
            return work.get();
        } finally {
            network.setLevel(before);
        }
    }

    /** Prints the log on the terminal as one JSON object per line. */
    static void asJson() {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
                .iteratorForAppenders()
                .forEachRemaining(appender -> {
                    if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
                        PlainJsonEncoder encoder = new PlainJsonEncoder();
                        encoder.setContext(context);
                        encoder.start();
                        console.stop();
                        console.setEncoder(encoder);
                        console.start();
                    }
                });
    }

    /** Also writes all messages from INFO up to a file, with stack traces. */
    static void alsoTo(Path file) {
        try {
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (IOException e) {
            throw UserException.badInput("log-file: %s (expected: a file that can be written)".formatted(file));
        }
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return; // Another logging library is in use, with its own configuration.
        }
        PlainTextEncoder encoder = new PlainTextEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %-5level [%thread] %logger{30}: %msg%n");
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(Level.INFO);
    }
}
