package org.robustdx.stream.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Suppresses one warning of a healthy first start on the terminal. Kafka's client does not find the internal topics of
 * Kafka Streams, which creates them a moment later. If they cannot be created, Kafka Streams reports that itself.
 * Warnings about other topics pass. {@code logback.xml} refers to this class by name. The file of {@code --log-file}
 * receives everything.
 */
public final class ExpectedWarnings extends Filter<ILoggingEvent> {
    private static final String CLIENT = "org.apache.kafka.clients.NetworkClient";
    private static final Pattern TOPICS =
            Pattern.compile("reported a recoverable issue with correlation id \\d+ : \\{([^{}]+)}$");
    private static final Pattern NOT_YET_CREATED =
            Pattern.compile("\\S+-(repartition|changelog)=(UNKNOWN_TOPIC_OR_PARTITION|LEADER_NOT_AVAILABLE)");

    @Override
    public FilterReply decide(ILoggingEvent event) {
        if (!CLIENT.equals(event.getLoggerName())) {
            return FilterReply.NEUTRAL;
        }
        Matcher topics = TOPICS.matcher(event.getFormattedMessage());
        if (!topics.find()) {
            return FilterReply.NEUTRAL;
        }
        for (String topic : topics.group(1).split(", ", -1)) {
            if (!NOT_YET_CREATED.matcher(topic).matches()) {
                return FilterReply.NEUTRAL;
            }
        }
        return FilterReply.DENY;
    }
}
