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
 * Accepts connections for one request each and limits them. A connection is closed after a deadline that covers
 * handshake, request and answer, even if it makes slow progress. If there are too many connections, a new one replaces
 * the oldest, so that idle clients cannot keep others out.
 */
final class BoundedConnector extends ServerConnector {
    private static final int BACKLOG = 256;

    private final int most;
    private final long deadlineMillis;
    private final Map<EndPoint, Scheduler.Task> open = new LinkedHashMap<>();

    /**
     * Creates a connector.
     *
     * @param most maximum number of open connections
     * @param deadlineMillis maximum duration of a connection in milliseconds
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
        oldest.ifPresent(EndPoint::close); // Outside the lock, because closing may take time.
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
