package org.robustdx.gateway.pseudonym;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.gateway.Tools;

class TagTableTest {
    /**
     * The attributes of PS3.15 2024b, table E.1-1, in the groups of which this gateway keeps attributes (0008, 0018, 0020 and 0028; the table names none in the
     * groups 2050, 5200 and 7FE0), and those of the patient (0010), by action.
     */
    private static final Map<String, String> PROFILE = Map.of(
            "X",
            "00080015 00080024 00080025 00080034 00080035 00080054 00080055 00080081 00080092 00080094 00080096"
                    + " 0008009d 00080201 00081000 00081030 0008103e 00081040 00081041 00081048 00081049 00081050 00081052"
                    + " 00081060 00081062 00081080 00081084 00081088 00081120 00082111 00084000 00100021 00100032 00100050"
                    + " 00100101 00100102 00101000 00101001 00101002 00101005 00101010 00101020 00101030 00101040 00101050"
                    + " 00101060 00101080 00101081 00101090 00101100 00102000 00102110 00102150 00102152 00102154 00102155"
                    + " 00102160 00102180 001021a0 001021b0 001021c0 001021d0 001021f0 00102297 00102299 00104000 00180027"
                    + " 00180035 00181004 00181005 00181007 00181008 00181009 0018100a 00181012 00181014 00181042 00181043"
                    + " 00181072 00181073 00181078 00181079 00181200 00181201 00181202 00181204 00181205 00184000 00185011"
                    + " 00189185 00189373 0018937b 0018937f 00189424 00189937 0018a002 0018a003 00200027 00203401 00203403"
                    + " 00203405 00203406 00204000 00209158 00284000",
            "Z",
            "00080020 00080030 00080050 00080090 0008009c 00100010 00100030 00100040 00181203 00200010",
            "D",
            "00080106 00080107 001811bb 00189074 00189151 00189367 00189369 0018936a 00189371 00189623 00189701"
                    + " 00189804",
            "U",
            "00080014 00080017 00080018 00080019 00080058 00081155 00081195 00083010 00181002 0018100b 00182042"
                    + " 0020000d 0020000e 00200052 00200200 00209161 00209164 00281199 00281214",
            "Z/D",
            "00080023 00080033 00100020 00180010 00189919",
            "X/Z",
            "00080022 00080032 00081110 00102203",
            "X/D",
            "00080012 00080021 00080031 00081072 00181030 00181400 0018700a 0018700c 0018700e 00189516 00189517",
            "X/Z/D",
            "00080013 0008002a 00080080 00080082 00081010 00081070 00081111 00181000",
            "X/Z/U*",
            "00081140 00082112");

    private static final Set<String> GROUPS = Set.of("0008", "0010", "0018", "0020", "0028");

    @TempDir
    private Path folder = Path.of("");

    private static Map<String, String> profile() {
        Map<String, String> actions = new TreeMap<>();
        PROFILE.forEach((action, tags) -> List.of(tags.split(" ", -1)).forEach(tag -> actions.put(tag, action)));
        return actions;
    }

    private static String hex(TagTable.Row row) {
        return HexFormat.of().toHexDigits(row.tag());
    }

    @Test
    void shouldNameTheActionsOfTheBasicProfile() {
        Map<String, String> expected = profile();
        assertThat(TagTable.standard().rows())
                .filteredOn(row -> GROUPS.contains(hex(row).substring(0, 4)))
                .allSatisfy(row -> assertThat(row.profile())
                        .as("%s %s", hex(row), row.name())
                        .isEqualTo(expected.getOrDefault(hex(row), "-")));
    }

    @Test
    void shouldKeepNoAttributeOfTheBasicProfile() {
        Set<String> kept = TagTable.standard().rows().stream()
                .filter(row -> row.treatment() == Treatment.KEEP)
                .map(TagTableTest::hex)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(kept)
                .isNotEmpty()
                .doesNotContainAnyElementsOf(profile().keySet())
                .allMatch(tag -> Set.of("0008", "0018", "0020", "0028", "2050", "5200", "7fe0")
                        .contains(tag.substring(0, 4)));
    }

    @Test
    void shouldNameAttributesAsThePydicomDictionaryDoes() throws IOException, InterruptedException {
        Tools.require("/usr/bin/python3", "python3");
        Tools.require("/usr/lib/python3/dist-packages/pydicom", "python3-pydicom");
        StringBuilder rows = new StringBuilder();
        for (TagTable.Row row : TagTable.standard().rows()) {
            rows.append(hex(row))
                    .append(',')
                    .append(row.vr())
                    .append(',')
                    .append(row.name())
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("rows"), rows);
        String script = """
            import sys
            from pydicom.datadict import dictionary_VR, dictionary_description, dictionary_has_tag
            known = 0
            for line in open(sys.argv[1]):
                tag, vr, name = line.rstrip('\\n').split(',', 2)
                tag = int(tag, 16)
                if dictionary_has_tag(tag):  # An older dictionary lacks new attributes.
                    known += 1
                    if dictionary_description(tag) != name or vr not in dictionary_VR(tag):
                        print(line.strip(), dictionary_VR(tag), dictionary_description(tag))
            print('known' if known > 150 else known)
            """;
        assertThat(Tools.run(List.of("/usr/bin/python3", "-c", script, file.toString()))
                        .strip())
                .isEqualTo("known");
    }
}
