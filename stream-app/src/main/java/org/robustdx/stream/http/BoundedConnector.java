package org.robustdx.stream.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Listens for connections of one request each, and bounds them. A connection has so long for everything: handshake, request and answer, however little
 * it moves at a time. Where there are too many, the oldest gives way to the new one, so that those who hold connections open keep nobody out.
 */
final class BoundedConnector extends ServerConnector {
    private static final int BACKLOG = 256;

    private final int most;
    private final long deadlineMillis;
    private final Map<EndPoint, Scheduler.Task> open = new LinkedHashMap<>();

    /**
     * Creates a connector.
     *
     * @param most connections at a time
     * @param deadlineMillis longest time of one
     */
    BoundedConnector(Server server, int most, long deadlineMillis, ConnectionFactory... protocols) {
        super(server, 1, 1, protocols);
        this.most = most;
        this.deadlineMillis = deadlineMillis;
        setAcceptQueueSize(BACKLOG);
        setIdleTimeout(deadlineMillis);
    }

    @Override
    protected void onEndPointOpened(EndPoint connection) {
        super.onEndPointOpened(connection);
        Optional<EndPoint> oldest = Optional.empty();
        synchronized (open) {
            if (open.size() >= most) {
                oldest = open.keySet().stream().findFirst();
                oldest.ifPresent(this::forget);
            }
            open.put(connection, getScheduler().schedule(connection::close, deadlineMillis, TimeUnit.MILLISECONDS));
        }
        oldest.ifPresent(EndPoint::close); // Not while others wait for the lock.
    }

    @Override
    protected void onEndPointClosed(EndPoint connection) {
        synchronized (open) {
            forget(connection);
        }
        super.onEndPointClosed(connection);
    }

    private void forget(EndPoint connection) {
        Scheduler.Task deadline = open.remove(connection);
        if (deadline != null) {
            deadline.cancel();
        }
    }
}
