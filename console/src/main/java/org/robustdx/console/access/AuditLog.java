package org.robustdx.console.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.robustdx.kafka.UserException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each login and each decision: when, what, by whom, from where, and about what. It holds the name of a person's account, which is
 * why it is a file of the console's host and not a topic. Thread-safe.
 */
public final class AuditLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final OutputStream out;
    private final Clock clock;
    private final ObjectMapper mapper = new ObjectMapper();

    /** Creates a log that writes to this stream. */
    public AuditLog(OutputStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /**
     * Returns a log that appends to this file.
     *
     * @throws UserException if it cannot be written
     */
    public static AuditLog appendTo(Path file, Clock clock) {
        try {
            return new AuditLog(
                    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), clock);
        } catch (IOException e) {
            throw UserException.badInput("audit-file: %s (expected: a file that can be written)".formatted(file));
        }
    }

    /**
     * Writes a line.
     *
     * @param event what happened, such as {@code decided}
     * @param account name of the account
     * @param address where the request came from
     * @param details more about it
     */
    public synchronized void write(String event, String account, String address, Map<String, String> details) {
        ObjectNode line = mapper.createObjectNode();
        line.put("time", clock.instant().toString());
        line.put("event", event);
        line.put("account", account);
        line.put("address", address);
        new TreeMap<>(details).forEach(line::put);
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            LOG.error("audit line lost ({}): {}", e.getMessage(), line);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            LOG.error("audit log: {}", e.getMessage());
        }
    }
}
