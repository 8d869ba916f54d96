package org.robustdx.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    private static final List<String> COLUMNS = List.of("loss", "accuracy");

    private final Path file;

    HistoryTest(@TempDir Path dir) {
        this.file = dir.resolve("run/history.csv");
    }

    private History three() throws Exception {
        History history = History.create(file, COLUMNS);
        history.append(0, 1.5, 0.5);
        history.append(1, 1.25, Double.NaN);
        history.append(2, 1e-7, 0.75);
        return history;
    }

    @Test
    void everyRowShouldBeInTheFileAtOnce() throws Exception {
        History history = three();
        assertThat(file).hasContent("epoch,loss,accuracy\n0,1.5,0.5\n1,1.25,\n2,1.0E-7,0.75\n");
        assertThat(history.epochs()).containsExactly(0, 1, 2);
        assertThat(history.series("accuracy")).containsExactly(0.5, Double.NaN, 0.75);
    }

    @Test
    void resumeShouldDropWhatTheCheckpointDoesNotKnow() throws Exception {
        three();
        History history = History.resume(file, COLUMNS, 2);
        assertThat(history.epochs()).containsExactly(0, 1);
        assertThat(history.series("accuracy")).containsExactly(0.5, Double.NaN);
        history.append(2, 7, 8);
        assertThat(file).hasContent("epoch,loss,accuracy\n0,1.5,0.5\n1,1.25,\n2,7.0,8.0\n");
    }

    @Test
    void aRowCutShortByAKillShouldBeDropped() throws Exception {
        three();
        String whole = Files.readString(file);
        // Cut within the last number: what is left would still read as a number.
        Files.writeString(file, whole.substring(0, whole.length() - 2));
        assertThat(History.resume(file, COLUMNS, 100).epochs()).containsExactly(0, 1);
    }

    @Test
    void aDamagedRowShouldEndTheHistory() throws Exception {
        three();
        Files.writeString(file, "epoch,loss,accuracy\n0,1.0,1.0\n1,x,1.0\n2,1.0,1.0\n");
        assertThat(History.resume(file, COLUMNS, 100).epochs()).containsExactly(0);
    }

    @Test
    void aMissingFileOrOtherColumnsShouldBeginAfresh() throws Exception {
        assertThat(History.resume(file, COLUMNS, 5).rows()).isEmpty();
        assertThat(file).hasContent("epoch,loss,accuracy\n");
        three();
        assertThat(History.resume(file, List.of("loss"), 5).rows()).isEmpty();
        assertThat(file).hasContent("epoch,loss\n");
    }

    @Test
    void createShouldReplaceWhatWasThere() throws Exception {
        three();
        assertThat(History.create(file, COLUMNS).rows()).isEmpty();
        assertThat(file).hasContent("epoch,loss,accuracy\n");
    }

    @Test
    void appendWithInvalidArgument() throws Exception {
        History history = three();
        assertThatThrownBy(() -> history.append(2, 1, 1)).hasMessage("epoch: 2 (expected: > 2)");
        assertThatThrownBy(() -> history.append(3, 1)).hasMessage("values: 1 (expected: 2)");
        assertThatThrownBy(() -> history.series("f1")).hasMessage("column: f1 (expected: one of [loss, accuracy])");
        assertThatThrownBy(() -> History.create(file, List.of("a,b"))).hasMessageStartingWith("columns: [a,b]");
    }
}
