package org.robustdx.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.gateway.Instances;
import org.robustdx.gateway.dicom.Bytes;
import org.robustdx.gateway.dicom.DataSet;
import org.robustdx.gateway.dicom.Element;
import org.robustdx.gateway.dicom.Tags;
import org.robustdx.gateway.pseudonym.GatewayKey;
import org.robustdx.kafka.SizeLimits;
import org.robustdx.schemas.ContentReference;
import org.robustdx.schemas.ImageEvent;

class PreparerTest {
    private static final Routes ROUTES = Routes.parse(List.of("chest-xray=CR:CHEST"));
    private static final IntakeSettings SETTINGS =
            new IntakeSettings("archive", false, new SizeLimits(16_384), 1 << 20);

    private final Preparer preparer = new Preparer(GatewayKey.of(new byte[32]), ROUTES, SETTINGS, Optional.empty());
    private final Place place = new Place(Instances.study(1), Instances.study(1) + ".1", Instances.sop(1));

    private Optional<RefusalReason> refusal(DataSet data) {
        return preparer.prepare(place, Instances.file(data)).refusal();
    }

    private static DataSet large() {
        return Instances.dataSet(1).put(new Element.Value(Tags.PIXEL_DATA, "OW", Bytes.of(new byte[40_000])));
    }

    @Test
    void shouldMakeAnEventWithoutIdentifiers() {
        ImageEvent event = preparer.prepare(place, Instances.file(1)).event().orElseThrow();
        assertThat(event.getImageId()).isEqualTo(preparer.id(Instances.sop(1)));
        assertThat(event.getTask()).isEqualTo("chest-xray");
        assertThat(event.getModality()).isEqualTo("CR");
        assertThat(event.getSource()).matches("archive-[0-9a-f]{16}");
        String content = StandardCharsets.ISO_8859_1
                .decode(((ByteBuffer) event.getContent()).duplicate())
                .toString();
        assertThat(content).doesNotContain(Instances.SECRETS).contains("DICM");
        assertThat(preparer.prepare(place, Instances.file(1)).event()).contains(event);
    }

    @Test
    void shouldSayWhyAnInstanceIsRefused() {
        assertThat(refusal(Instances.dataSet(1))).isEmpty();
        assertThat(refusal(Instances.dataSet(2))).contains(RefusalReason.OTHER_INSTANCE);
        assertThat(refusal(Instances.dataSet(1).put(Tags.BODY_PART, "CS", "HAND")))
                .contains(RefusalReason.NOT_ROUTED);
        assertThat(refusal(Instances.dataSet(1).put(Tags.BURNED_IN_ANNOTATION, "CS", "YES")))
                .contains(RefusalReason.BURNED_IN_ANNOTATION);
        assertThat(refusal(Instances.dataSet(1).put(Tags.STUDY_INSTANCE, "UI", "DOE")))
                .contains(RefusalReason.MALFORMED);
        assertThat(refusal(new DataSet().put(Tags.SOP_INSTANCE, "UI", Instances.sop(1))))
                .contains(RefusalReason.MALFORMED);
        assertThat(refusal(large())).contains(RefusalReason.TOO_LARGE);
        assertThat(preparer.prepare(place, new byte[10]).refusal()).contains(RefusalReason.MALFORMED);
        assertThat(preparer.tooLarge(place).refusal()).contains(RefusalReason.TOO_LARGE);
    }

    @Test
    void shouldReferToALargeImageInTheFolder(@TempDir Path folder) throws Exception {
        Preparer withFolder =
                new Preparer(GatewayKey.of(new byte[32]), ROUTES, SETTINGS, Optional.of(ContentFolder.at(folder)));
        for (int i = 0; i < 2; i++) {
            ImageEvent event =
                    withFolder.prepare(place, Instances.file(large())).event().orElseThrow();
            ContentReference reference = (ContentReference) event.getContent();
            Path file = Path.of(java.net.URI.create(reference.getUri()));
            assertThat(Files.size(file)).isEqualTo(reference.getSize()).isGreaterThan(40_000);
            assertThat(file.getFileName()).hasToString(reference.getSha256());
        }
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }
}
