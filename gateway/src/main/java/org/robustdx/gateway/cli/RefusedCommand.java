package org.robustdx.gateway.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.robustdx.gateway.dicom.Tags;
import org.robustdx.gateway.intake.Ledger;
import org.robustdx.gateway.pseudonym.GatewayKey;
import org.robustdx.gateway.pseudonym.Identity;
import org.robustdx.gateway.pseudonym.IdentityVault;
import org.robustdx.kafka.TopicAdmin;
import org.robustdx.kafka.Topics;
import org.robustdx.kafka.cli.ClusterOptions;
import org.robustdx.kafka.cli.HelpOption;
import org.robustdx.schemas.shown.PlainText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gateway refused}: lists what was not passed on. */
@Command(
        name = "refused",
        description = {
            "Example: ./robustdx gateway refused --key-file gateway.key",
            "",
            "Lists the instances that were not passed on and the results that were not delivered: time, reason,"
                    + " pseudonym, and the Study and SOP Instance UIDs by which the archive finds the instance. These lead"
                    + " to a patient: do not send the list to others."
        })
final class RefusedCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli fills it.
    private HelpOption help = new HelpOption();

    @Mixin
    private ClusterOptions connection = new ClusterOptions();

    @Mixin
    private KeyOption key = new KeyOption();

    @Override
    public Integer call() {
        GatewayKey secret = GatewayKey.read(key.file());
        try (TopicAdmin topics =
                TopicAdmin.connect(connection.kafka().clientProperties("admin"), connection.timeout())) {
            topics.require(List.of(Topics.GATEWAY_TAKEN));
        }
        PrintWriter out = command.commandLine().getOut();
        List<Ledger.Found> refused = Ledger.refused(connection.kafka(), connection.sizes(), new IdentityVault(secret));
        for (Ledger.Found one : refused) {
            out.println(PlainText.of("%s %s %s study %s instance %s"
                    .formatted(
                            one.at(),
                            one.refusal().orElse(""),
                            one.id(),
                            shown(one, Tags.STUDY_INSTANCE),
                            shown(one, Tags.SOP_INSTANCE))));
        }
        out.println("refused: %d".formatted(refused.size()));
        return 0;
    }

    private static String shown(Ledger.Found one, int tag) {
        return one.identity().map((Identity identity) -> identity.text(tag)).orElse("(another key's)");
    }
}
