package org.robustdx.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.robustdx.kafka.UserException;

/** Finds free ports of the loopback interface. */
final class FreePorts {
    private FreePorts() {}

    /**
     * Checks that no program listens on a port. The broker itself would detect this later, with a stack trace.
     *
     * @throws UserException if the port is in use
     */
    static void requireFree(int port) {
        try {
            open(port).close();
        } catch (IOException e) {
            throw UserException.badInput("port: %d (expected: a port that no other program uses)".formatted(port));
        }
    }

    /** Returns two different ports: {@code wanted} (or a free one, if {@code wanted} is 0) and a free one. */
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
