package org.robustdx.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.robustdx.kafka.UserException;

/** Ports of the loopback interface that nothing listens on. */
final class FreePorts {
    private FreePorts() {}

    /**
     * Checks that nothing listens on this port. A broker would find out late, and with a stack trace.
     *
     * @throws UserException if something does
     */
    static void requireFree(int port) {
        try {
            open(port).close();
        } catch (IOException e) {
            throw UserException.badInput("port: %d (expected: a port that no other program uses)".formatted(port));
        }
    }

    /** Returns two different free ports, or the wanted one and a free one when {@code wanted} is positive. */
    static int[] two(int wanted) {
        try (ServerSocket first = open(0);
                ServerSocket second = open(0)) {
            return new int[] {wanted > 0 ? wanted : first.getLocalPort(), second.getLocalPort()};
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback interface", e);
        }
    }

    private static ServerSocket open(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
