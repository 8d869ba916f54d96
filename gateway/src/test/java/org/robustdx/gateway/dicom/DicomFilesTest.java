package org.robustdx.gateway.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.robustdx.gateway.Instances;

class DicomFilesTest {
    private static final long MAX = 1 << 20;

    private static DicomObject read(byte[] file) throws DicomException {
        return DicomReader.read(file, tag -> tag == 0x00081140 ? "SQ" : "UN", MAX);
    }

    private static byte[] withSyntax(String syntax, byte[] data) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        byte[] empty = DicomWriter.write(new DicomObject(syntax, new DataSet()));
        file.writeBytes(empty);
        file.writeBytes(data);
        return file.toByteArray();
    }

    @Test
    void shouldReadWhatItWrote() throws DicomException {
        byte[] file = Instances.file(1);
        DicomObject object = read(file);
        assertThat(DicomWriter.write(object)).isEqualTo(file);
        assertThat(object.sopInstance()).isEqualTo(Instances.sop(1));
        assertThat(object.data().get(0x00081140)).get().isInstanceOf(Element.Sequence.class);
    }

    @Test
    void shouldReadAndWriteImplicitRepresentations() throws DicomException {
        byte[] file = DicomWriter.write(new DicomObject("1.2.840.10008.1.2", Instances.dataSet(2)));
        DicomObject object = read(file);
        assertThat(object.data().text(Tags.PATIENT_ID)).isEqualTo("PID-4711");
        assertThat(DicomWriter.write(object)).isEqualTo(file);
    }

    @Test
    void shouldKeepEncapsulatedFragments() throws DicomException {
        DataSet data = Instances.dataSet(3)
                .put(new Element.Encapsulated(
                        Tags.PIXEL_DATA, "OB", List.of(Bytes.of(new byte[0]), Bytes.of(new byte[] {1, 2, 3, 4}))));
        byte[] file = DicomWriter.write(new DicomObject("1.2.840.10008.1.2.4.50", data));
        assertThat(DicomWriter.write(read(file))).isEqualTo(file);
    }

    @Test
    void shouldInflateADeflatedDataSetUpToTheLimit() throws DicomException {
        byte[] whole = Instances.file(4);
        byte[] header = DicomWriter.write(new DicomObject(DicomWriter.EXPLICIT, new DataSet()));
        // The headers differ in the length of their identifiers: the data set begins where the attribute (0008,0005)
        // stands.
        int start = new String(whole, StandardCharsets.ISO_8859_1).indexOf("\u0008\u0000\u0005\u0000CS");
        assertThat(start).isGreaterThan(header.length);
        byte[] deflated = deflate(Arrays.copyOfRange(whole, start, whole.length));
        DicomObject object = read(withSyntax("1.2.840.10008.1.2.1.99", deflated));
        assertThat(object.transferSyntax()).isEqualTo("1.2.840.10008.1.2.1");
        assertThat(object.sopInstance()).isEqualTo(Instances.sop(4));

        byte[] bomb = deflate(new byte[8 << 20]);
        assertThatThrownBy(() -> read(withSyntax("1.2.840.10008.1.2.1.99", bomb)))
                .hasMessageContaining("more than 1048576 bytes");
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(bytes);
        deflater.finish();
        byte[] out = new byte[bytes.length + 64];
        int n = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, n);
    }

    @Test
    void shouldRefuseEncodingsThatItDoesNotRead() {
        assertThatThrownBy(() -> read(withSyntax("1.2.840.10008.1.2.2", new byte[0])))
                .isInstanceOfSatisfying(
                        DicomException.class, e -> assertThat(e.isUnsupported()).isTrue());
    }

    @Test
    void shouldRefuseSequencesThatNestTooDeep() {
        DataSet data = new DataSet();
        for (int i = 0; i < 40; i++) {
            data = new DataSet().put(0x00081140, List.of(data));
        }
        byte[] file = Instances.file(data);
        assertThatThrownBy(() -> read(file)).hasMessageContaining("nest deeper");
    }

    @Test
    void shouldEndOnAnyDamageInAnObjectOrAnException() {
        byte[] file = Instances.file(5);
        Random random = new Random(1);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged =
                    Arrays.copyOf(file, round % 2 == 0 ? file.length : 132 + random.nextInt(file.length - 132));
            for (int n = 0; n < 1 + round % 4; n++) {
                damaged[random.nextInt(Math.min(damaged.length, 1200))] = (byte) random.nextInt();
            }
            try {
                read(damaged);
            } catch (DicomException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }
}
