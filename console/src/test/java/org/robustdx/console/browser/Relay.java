package org.robustdx.console.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Passes connections on from another address of this machine: what comes through it comes, for the console, from another computer. */
final class Relay implements AutoCloseable {
    private static final String ELSEWHERE = "127.0.0.2";

    private final ServerSocket server;
    private final int target;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        return thread;
    });

    private Relay(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** Returns a newly opened relay to this port. */
    static Relay to(int target) throws IOException {
        Relay relay = new Relay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
        relay.threads.execute(relay::accept);
        return relay;
    }

    String url() {
        return "https://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                threads.execute(() -> connect(client));
            } catch (IOException e) {
                return; // It is closed.
            }
        }
    }

    private void connect(Socket client) {
        try (client;
                Socket console = new Socket()) {
            console.bind(new InetSocketAddress(ELSEWHERE, 0));
            console.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            InputStream answers = console.getInputStream();
            OutputStream answered = client.getOutputStream();
            threads.execute(() -> copy(answers, answered));
            copy(client.getInputStream(), console.getOutputStream());
        } catch (IOException e) {
            // The browser sees a closed connection.
        }
    }

    private static void copy(InputStream in, OutputStream out) {
        try {
            in.transferTo(out);
        } catch (IOException e) {
            // One of the two has closed its side.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
