package org.robustdx.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.kafka.UserException;

@Timeout(value = 5, unit = TimeUnit.MINUTES) // A limit on hanging, not on speed.
final class ChildTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of("");

    /** Answers each order with the same words; fails or ends on request. */
    static final class Echo {
        private Echo() {}

        public static void main(String[] args) throws InterruptedException {
            Orders orders = Orders.listen();
            System.out.println("a library's words");
            while (true) {
                String order = orders.next();
                if (order.equals("fail")) {
                    orders.fail("no more " + args[0]);
                }
                if (order.equals("exit")) {
                    System.err.println("the last words");
                    System.exit(3);
                }
                orders.answer(order);
            }
        }
    }

    /** Starts an {@link Echo}, tells its process id, and waits for orders. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            Orders orders = Orders.listen();
            Child echo = start(Path.of(args[0]));
            orders.answer("echo " + echo.handle().pid());
            orders.next();
        }
    }

    private static Child start(Path folder) throws Exception {
        return Child.start("the echo", folder.resolve("echo.log"), List.of("-Xmx64m"), Echo.class, List.of("echoes"));
    }

    @Test
    void shouldTakeOrdersAndGiveAnswers() throws Exception {
        ProcessHandle process;
        try (Child echo = start(folder)) {
            echo.order("count 1 2");
            Child.Answer answer = echo.await("count", PATIENCE);
            assertThat(answer.text()).contains("1 2");
            assertThat(answer.nanos()).isGreaterThan(echo.started());
            assertThat(echo.failure()).isEmpty();
            process = echo.handle();
        }
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void shouldTellWhyItCannotGoOn() throws Exception {
        try (Child echo = start(folder)) {
            echo.order("fail");
            assertThatThrownBy(() -> echo.await("count", PATIENCE))
                    .isInstanceOf(UserException.class)
                    .hasMessage("no more echoes");
        }
    }

    @Test
    void shouldTellTheLastWordsOfAProcessThatEnded() throws Exception {
        try (Child echo = start(folder)) {
            echo.order("exit");
            assertThatThrownBy(() -> echo.await("count", PATIENCE)).isInstanceOf(UserException.class);
            echo.handle().onExit().get();
            assertThat(echo.failure()).contains("the process of the echo ended with exit code 3: the last words");
        }
    }

    @Test
    void shouldEndWithTheProcessThatStartedItAlsoIfThatIsKilled() throws Exception {
        long pid;
        try (Child parent = Child.start(
                "the parent",
                folder.resolve("parent.log"),
                List.of("-Xmx64m"),
                Parent.class,
                List.of(folder.toString()))) {
            pid = Long.parseLong(parent.await("echo", PATIENCE).text().orElseThrow());
        }
        ProcessHandle.of(pid).ifPresent(echo -> echo.onExit().join()); // It ends, or the test's time limit does.
    }
}
