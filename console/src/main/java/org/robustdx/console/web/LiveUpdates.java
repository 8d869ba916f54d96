package org.robustdx.console.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells open pages what has changed, as server-sent events: counts and state of the connection, twice a second at most. A page that takes its events
 * slowly misses some, and gets the newest. No thread waits for a page.
 */
final class LiveUpdates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveUpdates.class);
    private static final int MOST = 500;
    private static final long PERIOD_MILLIS = 500;
    /** Something is sent at least this often, so that a lost connection is noticed, and a session that is over. */
    private static final int PERIODS_OF_SILENCE = 10;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "console-live");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final Supplier<String> state;
    private final Predicate<Listener> allowed;
    private String told = "";
    private int silent;

    /** A page that listens. */
    static final class Listener {
        private final Response response;
        private final Callback callback;
        private final String token;
        private final String address;
        private final AtomicBoolean writing = new AtomicBoolean();

        Listener(Response response, Callback callback, String token, String address) {
            this.response = response;
            this.callback = callback;
            this.token = token;
            this.address = address;
        }

        String token() {
            return token;
        }

        String address() {
            return address;
        }
    }

    private LiveUpdates(Supplier<String> state, Predicate<Listener> allowed) {
        this.state = state;
        this.allowed = allowed;
    }

    /**
     * Returns newly started updates.
     *
     * @param state the state that pages receive, as JSON
     * @param allowed whether a page may still listen
     */
    @SuppressWarnings("FutureReturnValueIgnored") // It runs until the timer ends.
    static LiveUpdates start(Supplier<String> state, Predicate<Listener> allowed) {
        LiveUpdates live = new LiveUpdates(state, allowed);
        live.timer.scheduleWithFixedDelay(live::tell, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return live;
    }

    /** Adds a page and sends it the current state. If there are too many pages, the response ends, and the page reconnects later. */
    void add(Listener listener) {
        listeners.add(listener);
        if (listeners.size() > MOST) {
            end(listener);
            return;
        }
        send(listener, "retry: 2000\nevent: state\ndata: " + state.get() + "\n\n");
    }

    private void tell() {
        try {
            tellChanges();
        } catch (RuntimeException e) { // It would end the timer.
            LOG.error("pages are not told of a change", e);
        }
    }

    private void tellChanges() {
        String now = state.get();
        boolean changed = !now.equals(told);
        silent = changed ? 0 : silent + 1;
        if (!changed && silent < PERIODS_OF_SILENCE) {
            return;
        }
        told = now;
        silent = 0;
        for (Listener listener : listeners) {
            if (allowed.test(listener)) {
                send(listener, "event: state\ndata: " + now + "\n\n");
            } else {
                end(listener);
            }
        }
    }

    private void send(Listener listener, String event) {
        if (!listener.writing.compareAndSet(false, true)) {
            return; // It has not taken the last one.
        }
        listener.response.write(
                false,
                ByteBuffer.wrap(event.getBytes(StandardCharsets.UTF_8)),
                Callback.from(() -> listener.writing.set(false), failure -> {
                    listeners.remove(listener);
                    listener.callback.failed(failure);
                }));
    }

    private void end(Listener listener) {
        if (listeners.remove(listener)) {
            listener.response.write(true, ByteBuffer.allocate(0), listener.callback);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        listeners.forEach(this::end);
    }
}
