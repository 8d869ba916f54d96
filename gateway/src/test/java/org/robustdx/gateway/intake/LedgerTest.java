package org.robustdx.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.gateway.Department;
import org.robustdx.gateway.Instances;
import org.robustdx.gateway.pseudonym.Identity;
import org.robustdx.gateway.pseudonym.IdentityVault;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ImageEvent;
import org.robustdx.schemas.serde.MessageFormat;

class LedgerTest {
    private static final IdentityVault VAULT = new IdentityVault(Department.KEY);

    private final Identity identity = Identity.of(Instances.dataSet(1));
    private Department department;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        department = new Department(folder);
    }

    @AfterEach
    void stop() {
        department.close();
    }

    private Ledger open() {
        return Ledger.open(department.kafka(), Department.SIZES, MessageFormat.SINGLE_OBJECT, VAULT, "test");
    }

    private Entry taken(String id) {
        return Entry.taken(
                id,
                identity,
                ImageEvent.newBuilder()
                        .setImageId(id)
                        .setSource("archive")
                        .setTask("chest-xray")
                        .setContent(ByteBuffer.wrap(new byte[] {1}))
                        .build());
    }

    @Test
    void shouldWriteAnInstanceOnceAndKnowItAfterARestart() throws UnavailableException {
        try (Ledger ledger = open()) {
            ledger.commit(List.of(taken("a"), taken("b"), taken("a")));
            ledger.commit(List.of(taken("b"), Entry.refused("c", identity, RefusalReason.NO_IMAGE)));
            assertThat(ledger.find("a").orElseThrow().identity()).contains(identity);
        }
        try (Ledger ledger = open()) {
            ledger.commit(List.of(taken("a"), taken("c")));
            assertThat(ledger.knows("b")).isTrue();
            assertThat(ledger.find("c").orElseThrow().refusal()).contains("NO_IMAGE");
            assertThat(ledger.find("d")).isEmpty();
        }
        assertThat(department.events()).extracting(ImageEvent::getImageId).containsExactlyInAnyOrder("a", "b");
        assertThat(department.records(Topics.GATEWAY_TAKEN)).hasSize(3);
        assertThat(Ledger.refused(department.kafka(), Department.SIZES, VAULT))
                .singleElement()
                .satisfies(found -> assertThat(found.id()).isEqualTo("c"));
    }

    @Test
    void shouldEndTheOlderOfTwoGatewaysWithOneName() throws UnavailableException {
        try (Ledger older = open();
                Ledger newer = open()) {
            assertThatThrownBy(() -> older.commit(List.of(taken("a"))))
                    .isInstanceOf(UserException.class)
                    .hasMessage("name: test (expected: a name that no other running gateway has)");
            newer.commit(List.of(taken("a")));
        }
        assertThat(department.events()).hasSize(1);
    }

    @Test
    void shouldWaitWhileTheAppDoesNotKeepUp() throws UnavailableException {
        try (Ledger ledger = open()) {
            ledger.commit(List.of(taken("a"), taken("b"), taken("c")));
        }
        // Each transaction leaves a marker, which has an offset too.
        try (Backlog small = new Backlog(department.kafka(), Duration.ofSeconds(60), "robustdx", 3);
                Backlog large = new Backlog(department.kafka(), Duration.ofSeconds(60), "robustdx", 100)) {
            assertThat(small.isFull()).isTrue();
            assertThat(large.isFull()).isFalse();
        }
    }
}
