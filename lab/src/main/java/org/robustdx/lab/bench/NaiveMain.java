package org.robustdx.lab.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.robustdx.kafka.KafkaConnection;
import org.robustdx.kafka.UserException;

/** The app that processes one image at a time, in a process of its own. */
final class NaiveMain {
    private NaiveMain() {}

    /** Arguments: brokers, state folder, settings. */
    public static void main(String[] args) throws InterruptedException {
        Orders orders = Orders.listen();
        AppSettings settings = AppSettings.of(List.of(args).subList(2, args.length));
        try {
            NaiveApp app = NaiveApp.start(
                    settings.config(new KafkaConnection(args[0], Map.of()), Path.of(args[1])),
                    settings.open(),
                    orders::fail);
            orders.answer(AppMain.READY);
            app.awaitEnd();
        } catch (UserException | IllegalArgumentException e) {
            orders.fail(String.valueOf(e.getMessage()));
        }
    }
}
