package org.robustdx.stream.content;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.robustdx.stream.config.ObjectRoot;
import org.robustdx.stream.config.ObjectStoreSettings;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

/** A store whose bucket answers, but whose objects' answers start with an endless header: one character per 100 ms. */
final class SlowHeaderStore implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);

    SlowHeaderStore() throws IOException {
        threads.execute(this::accept);
    }

    ObjectStore open(Duration timeout) {
        URI url = URI.create("http://127.0.0.1:" + server.getLocalPort());
        ObjectStoreSettings settings = new ObjectStoreSettings(
                Optional.of(url), "us-east-1", List.of(ObjectRoot.parse("s3://images")), timeout);
        return ObjectStore.open(settings, AnonymousCredentialsProvider.create(), 1 << 20);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader request =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            boolean bucket = String.valueOf(request.readLine()).startsWith("HEAD");
            String header = "";
            do {
                header = String.valueOf(request.readLine());
            } while (!header.isEmpty());
            OutputStream answer = client.getOutputStream();
            if (bucket) {
                answer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
                return;
            }
            answer.write("HTTP/1.1 200 OK\r\nx-header: ".getBytes(StandardCharsets.US_ASCII));
            while (!closed.await(100, TimeUnit.MILLISECONDS)) {
                answer.write('a');
                answer.flush();
            }
        } catch (IOException e) {
            // The client has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        threads.shutdownNow();
    }
}
