package org.robustdx.lab.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** Configures the log of a broker in this process. */
final class BrokerLog {
    private BrokerLog() {}

    /**
     * Turns off messages about a broker's normal start and stop: warnings, and errors that only report the broker's
     * answer to a request. For example, a controller refuses requests until it has read its log, and the second batch
     * of a new transaction may arrive before the first one is accepted. The client that gets such an answer tries
     * again, or fails and reports it. Errors of the broker itself, for example of its disk, remain.
     */
    static void quiet() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            for (String name : new String[] {"kafka", "org.apache.kafka"}) {
                context.getLogger(name).setLevel(Level.ERROR);
            }
            if (context.getTurboFilterList().stream().noneMatch(Answers.class::isInstance)) {
                Answers answers = new Answers();
                answers.setContext(context);
                answers.start();
                context.addTurboFilter(answers);
            }
        }
    }

    /** Suppresses errors that the broker sends to its client. */
    static final class Answers extends TurboFilter {
        private static final Set<String> HANDLERS =
                Set.of("kafka.server.ControllerApis", "kafka.server.ReplicaManager");

        @Override
        public FilterReply decide(
                @Nullable Marker marker,
                Logger logger,
                Level level,
                @Nullable String format,
                Object @Nullable [] parameters,
                @Nullable Throwable error) {
            return error != null && HANDLERS.contains(logger.getName()) && isAnswer(error)
                    ? FilterReply.DENY
                    : FilterReply.NEUTRAL;
        }

        private static boolean isAnswer(Throwable error) {
            Throwable cause = error.getCause();
            if (cause != null && (error instanceof CompletionException || error instanceof ExecutionException)) {
                return isAnswer(cause);
            }
            return error instanceof ApiException && !(error instanceof KafkaStorageException);
        }
    }
}
