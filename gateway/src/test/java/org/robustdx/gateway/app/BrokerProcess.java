package org.robustdx.gateway.app;

import java.io.IOException;
import java.nio.file.Path;
import org.robustdx.broker.EmbeddedBroker;
import org.robustdx.gateway.Department;

/** A broker as a process: its folder, and its port. */
final class BrokerProcess {
    private BrokerProcess() {}

    public static void main(String[] arguments) throws IOException {
        EmbeddedBroker broker =
                EmbeddedBroker.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Department.SIZES);
        broker.awaitEnd();
    }
}
