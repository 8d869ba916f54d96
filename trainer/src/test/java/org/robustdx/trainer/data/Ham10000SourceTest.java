package org.robustdx.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ham10000SourceTest {
    private static final String HEADER = "lesion_id,image_id,dx,dx_type,age,sex,localization\n";

    private final Ham10000Source source = new Ham10000Source();

    private final Path dir;

    Ham10000SourceTest(@TempDir Path dir) {
        this.dir = dir;
    }

    private void table(String rows) throws IOException {
        Files.writeString(dir.resolve(Ham10000Source.TABLE), HEADER + rows);
    }

    @Test
    void shouldFindImagesInEveryPlaceTheyComeIn() throws Exception {
        TestImages.png(dir.resolve("images/ISIC_1.jpg"), 1);
        TestImages.png(dir.resolve("HAM10000_images_part_1/ISIC_2.jpg"), 2);
        TestImages.png(dir.resolve("HAM10000_images_part_2/ISIC_3.jpg"), 3);
        TestImages.png(dir.resolve("ISIC_4.jpg"), 4);
        table("""
                L1,ISIC_1,nv,histo,80,male,scalp
                L1,ISIC_2,nv,histo,80,male,scalp
                L2,ISIC_3,mel,histo,,unknown,back
                L3,ISIC_4,bkl,histo,80,male,scalp
                """);

        ImageListing listing = source.list(dir);

        assertThat(listing.classes()).containsExactly("bkl", "mel", "nv");
        assertThat(listing.samples())
                .extracting(Sample::id, Sample::label, Sample::group, Sample::origin)
                .containsExactly(
                        tuple("images/ISIC_1.jpg", 2, "L1", "HAM10000_metadata.csv:2"),
                        tuple("HAM10000_images_part_1/ISIC_2.jpg", 2, "L1", "HAM10000_metadata.csv:3"),
                        tuple("HAM10000_images_part_2/ISIC_3.jpg", 1, "L2", "HAM10000_metadata.csv:4"),
                        tuple("ISIC_4.jpg", 0, "L3", "HAM10000_metadata.csv:5"));
    }

    @Test
    void shouldListBadRowsWithTheirLines() throws Exception {
        TestImages.png(dir.resolve("images/ISIC_1.jpg"), 1);
        TestImages.png(dir.resolve("outside.jpg"), 2);
        table("""
                L1,ISIC_1,nv,histo,80,male,scalp
                L1,ISIC_9,nv,histo,80,male,scalp
                L1,ISIC_1,wart,histo,80,male,scalp
                L1,ISIC_1,nv,histo,80,male,scalp
                L1,ISIC_1
                "L1,ISIC_1,nv,histo,80,male,scalp
                L1,../outside,nv,histo,80,male,scalp
                ,ISIC_1,nv,histo,80,male,scalp

                """);

        assertThat(source.list(dir).bad())
                .extracting(BadItem::where, BadItem::reason)
                .containsExactlyInAnyOrder(
                        tuple("HAM10000_metadata.csv:3", "its image file is missing"),
                        tuple(
                                "HAM10000_metadata.csv:4",
                                "unknown class in dx (expected: akiec, bcc, bkl, df, mel, nv, vasc)"),
                        tuple("HAM10000_metadata.csv:5", "repeats the image_id of an earlier row"),
                        tuple("HAM10000_metadata.csv:6", "2 fields (expected: 7)"),
                        tuple("HAM10000_metadata.csv:7", "malformed row"),
                        tuple("HAM10000_metadata.csv:8", "its image file is missing"),
                        tuple("HAM10000_metadata.csv:9", "no lesion_id or image_id"));
        assertThat(source.list(dir).samples()).hasSize(1);
    }

    @Test
    void shouldRefuseATableWithoutItsColumns() throws IOException {
        Files.writeString(dir.resolve(Ham10000Source.TABLE), "image_id,dx\nISIC_1,nv\n");
        assertThatThrownBy(() -> source.list(dir))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no column lesion_id");
    }

    @Test
    void shouldNameTheSeparatorOfATableThatHasAnother() throws IOException {
        Files.writeString(
                dir.resolve(Ham10000Source.TABLE),
                "lesion_id;image_id;dx;dx_type;age;sex;localization\nL1;ISIC_1;nv;histo;80;male;scalp\n");
        assertThatThrownBy(() -> source.list(dir))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith("fields are separated by ';' (expected: ',')");
    }

    @Test
    void shouldRefuseATableWithoutAnyUsableRow() throws IOException {
        table("L1,ISIC_1,nv,histo,80,male,scalp\n");
        assertThatThrownBy(() -> source.list(dir))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no usable row; first: HAM10000_metadata.csv:2: its image file is missing");
    }

    @Test
    void shouldReadATableThatBeginsWithAByteOrderMark() throws Exception {
        TestImages.png(dir.resolve("images/ISIC_1.jpg"), 1);
        Files.writeString(
                dir.resolve(Ham10000Source.TABLE), "\uFEFF" + HEADER + "L1,ISIC_1,nv,histo,80,male,scalp\r\n");
        assertThat(source.list(dir).samples()).hasSize(1);
    }
}
