package org.robustdx.lab.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** The log of a broker in this process. */
final class BrokerLog {
    private BrokerLog() {}

    /** Turns off warnings, which a broker writes about its own ordinary start and stop. */
    static void quiet() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            for (String name : new String[] {"kafka", "org.apache.kafka"}) {
                context.getLogger(name).setLevel(Level.ERROR);
            }
        }
    }
}
