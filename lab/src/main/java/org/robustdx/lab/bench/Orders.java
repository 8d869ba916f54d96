package org.robustdx.lab.bench;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A child's connection to the benchmark. Orders arrive on standard input, and answers leave on standard output, one per
 * line. When standard input ends, the benchmark has ended, however it did, and the child's process ends at once.
 */
final class Orders {
    /** First character of each answer. Lines of libraries do not begin with it. */
    static final String MARK = "@";

    /** First word of the answer of a child that cannot go on. */
    static final String FAILED = "failed";

    private final BlockingQueue<String> orders = new LinkedBlockingQueue<>();
    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private Orders() {}

    /** Returns the connection, and begins to listen. */
    static Orders listen() {
        Orders listening = new Orders();
        Thread thread = new Thread(listening::read, "orders");
        thread.setDaemon(true);
        thread.start();
        return listening;
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                orders.add(line);
            }
        } catch (IOException e) {
            // The benchmark has ended.
        }
        Runtime.getRuntime().halt(1);
    }

    /** Waits for an order and returns it. */
    String next() throws InterruptedException {
        return orders.take();
    }

    /** Returns whether the next order has arrived. */
    boolean isWaiting() {
        return !orders.isEmpty();
    }

    /** Sends an answer. */
    void answer(String text) {
        out.println(MARK + text.lines().findFirst().orElse(""));
    }

    /** Reports why the child cannot go on, and ends its process. */
    void fail(String why) {
        answer(FAILED + " " + why);
        Runtime.getRuntime().halt(1);
    }
}
