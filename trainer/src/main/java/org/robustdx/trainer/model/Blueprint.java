package org.robustdx.trainer.model;

import java.util.Map;
import org.robustdx.trainer.nn.Parameters;

/** What a network is made of. With its parameters, it is all that is needed to build the network again. */
public interface Blueprint extends Signature {
    /** Returns the network over these parameters. Missing parameters get their initial values when the network is added to a graph. */
    Network network(Parameters parameters);

    /** Returns how many stages the network has. */
    int stages();

    /** Returns the settings of {@code train} that choose this network, by the names of their options without the leading dashes. */
    Map<String, Object> settings();

    /** Returns the entries of {@code metadata_props} from which the network of an exported file is built again. */
    Map<String, String> entries();
}
