package org.robustdx.lab.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.kafka.UserException;
import org.robustdx.lab.images.EncodedImages;

/**
 * The load generator of the benchmark, in a process of its own. It answers each order with the number of images that it
 * has sent.
 */
final class LoadMain {
    /** Order: publish so many images without a limit of the rate. */
    static final String PUBLISH = "publish";

    /** Order: publish so many images per second, until the next order. */
    static final String PACE = "pace";

    /** Order: end the pace. */
    static final String STOP = "stop";

    /** First word of the answer. */
    static final String SENT = "sent";

    private LoadMain() {}

    /** Arguments: brokers, number of partitions, folder of images. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Orders orders = Orders.listen();
        try {
            LoadGenerator load = new LoadGenerator(
                    new KafkaConnection(args[0], Map.of()),
                    SizeLimits.ofDefaults(),
                    Integer.parseInt(args[1]),
                    EncodedImages.of(Path.of(args[2]), DecodeLimits.ofDefaults()));
            while (true) {
                String[] order = orders.next().split(" ", -1);
                if (order[0].equals(PUBLISH)) {
                    AtomicLong left = new AtomicLong(Long.parseLong(order[1]));
                    orders.answer(SENT + " " + load.publish(0, () -> left.getAndDecrement() > 0));
                } else if (order[0].equals(PACE)) {
                    long sent = load.publish(Double.parseDouble(order[1]), () -> !orders.isWaiting());
                    orders.next(); // STOP
                    orders.answer(SENT + " " + sent);
                } else {
                    orders.fail("order: %s (expected: %s or %s)".formatted(order[0], PUBLISH, PACE));
                }
            }
        } catch (UserException e) {
            orders.fail(String.valueOf(e.getMessage()));
        }
    }
}
