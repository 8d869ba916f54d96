package org.robustdx.trainer.cli;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.robustdx.trainer.train.DicomConditions;
import picocli.CommandLine.Option;

/** The option that changes the DICOM attributes of in-scope images. */
final class DicomOption {
    @Option(
            names = "--dicom",
            paramLabel = "CHANGE",
            description = {
                "Change what the file says of DICOM images in scope; repeatable. ATTRIBUTE=VALUE,... replaces the"
                        + " allowed values of modality, body_part, view_position or photometric_interpretation, such as"
                        + " modality=DX,CR,RF; ATTRIBUTE=any allows all; required=ATTRIBUTE,... declares images without"
                        + " the attribute out of scope; none removes all conditions. Default: the task's conditions"
                        + " (chest-xray: DX or CR, CHEST, AP or PA, monochrome; skin: DMS or XC, in colour; phantom:"
                        + " none)."
            })
    private @Nullable List<String> changes;

    /** Returns the given changes, or {@code others} if none was given. */
    List<String> over(List<String> others) {
        return changes == null ? others : List.copyOf(changes);
    }

    /** Checks the syntax of the changes. */
    void check() throws UsageException {
        UsageException.check(() -> DicomConditions.changed(Optional.empty(), over(List.of())));
    }
}
