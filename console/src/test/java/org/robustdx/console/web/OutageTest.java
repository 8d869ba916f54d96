package org.robustdx.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.console.ConsoleRig;
import org.robustdx.console.cases.Subject;
import org.robustdx.schemas.Severity;

class OutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void shouldSayThatKafkaIsAwayStoreNothingAndGoOnWhenItIsBack(@TempDir Path folder) throws Exception {
        try (ConsoleRig rig = new ConsoleRig(folder)) {
            Visitor anna = new Visitor(rig).loggedIn("anna");
            Subject subject = rig.alert("a", "ct-1", Severity.HIGH);
            String path = "/cases/" + subject;
            await().atMost(PATIENCE).until(() -> anna.get(path).statusCode() == 200);
            String page = anna.get(path).body();

            rig.stopBroker();
            await().atMost(PATIENCE).until(() -> anna.get("/health/ready").statusCode() == 503);
            assertThat(anna.get("/").body()).contains("Kafka does not answer", ">a<");
            assertThat(anna.decide(page, path, Map.of("decision", "CONFIRMED")).statusCode())
                    .isEqualTo(503);
            assertThat(anna.get("/").body()).as("not decided").contains(">a<");
            assertThat(rig.audit()).noneMatch(line -> line.contains("\"decided\""));

            rig.startBroker();
            await().atMost(PATIENCE).until(() -> anna.get("/health/ready").statusCode() == 200);
            assertThat(anna.decide(anna.get(path).body(), path, Map.of("decision", "CONFIRMED"))
                            .statusCode())
                    .isEqualTo(303);
        }
    }
}
