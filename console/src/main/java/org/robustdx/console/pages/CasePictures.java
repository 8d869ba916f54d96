package org.robustdx.console.pages;

import java.util.List;
import org.robustdx.console.cases.CaseKind;
import org.robustdx.console.cases.Standing;
import org.robustdx.console.cases.Subject;
import org.robustdx.console.cases.TriageCase;
import org.robustdx.console.html.Html;

/** The pictures of a case: image, denoised image and difference, and the images that belong to it. */
final class CasePictures {
    private static final int MAX_TILES = 24;
    private static final int MAX_SIMILAR = 8;

    private CasePictures() {}

    /** Returns the images of a campaign, or the pictures of an image and the images that are like it. */
    static Html render(CaseView view) {
        return view.standing().about().campaign().isPresent()
                ? images(view)
                : Html.of("{}{}", pictures(view), similar(view));
    }

    private static Html pictures(CaseView view) {
        Subject subject = view.standing().about().subject();
        if (view.details().isEmpty()) {
            return Html.of(
                    "<p class=\"empty\">The alert's record is no longer in the topic, and with it its pictures.</p>");
        }
        CaseDetails details = view.details().get();
        return Html.of(
                "{}{}",
                comparison(subject).when(details.hasInput() && details.hasDenoised()),
                original(subject, details));
    }

    private static Html comparison(Subject subject) {
        return Html.of("""
            <div id="compare" class="compare">
              <figure><img src="/cases/{}/input.png" alt="The image as the model saw it" width="256" height="256" data-role="input"><figcaption>As the model saw it</figcaption></figure>
              <figure><img src="/cases/{}/denoised.png" alt="The denoised image" width="256" height="256" data-role="denoised"><figcaption>Denoised</figcaption></figure>
              <figure hidden><canvas data-role="difference" width="256" height="256" role="img" aria-label="Amplified difference between the two"></canvas><figcaption>Difference</figcaption></figure>
            </div>
            <div class="tools" id="compare-tools" hidden>
              <label>Amplify <input type="range" id="amplify" min="1" max="40" value="10"> <output id="amplify-value">10×</output></label>
              <button type="button" id="blink" data-key="b" aria-pressed="false">Blink <kbd>b</kbd></button>
            </div>
            """, subject, subject);
    }

    private static Html original(Subject subject, CaseDetails details) {
        if (!details.hasOriginal()) {
            return Html.of(
                    "<p class=\"fine\">The alert is of an earlier version and does not say where the image is.</p>");
        }
        return Html.of("""
            <div class="full" id="full" data-case="/cases/{}">
              <div class="stage" tabindex="0" role="group" aria-label="The image at full size; arrow keys move it"><canvas id="full-canvas" role="img" aria-label="The image at full size"></canvas><p id="full-note" class="fine" role="status">Loading the image at full size …</p></div>
              <div class="tools">
                <label>Window <input type="range" id="window" min="1" max="255" value="255"> <output id="window-value">255</output></label>
                <label>Level <input type="range" id="level" min="0" max="255" value="127.5" step="0.5"> <output id="level-value">128</output></label>
                <span class="group">
                  <button type="button" id="zoom-out" data-key="-" aria-label="Zoom out">−</button>
                  <output id="zoom-value">fit</output>
                  <button type="button" id="zoom-in" data-key="+" aria-label="Zoom in">+</button>
                </span>
                <button type="button" id="reset" data-key="0">Reset <kbd>0</kbd></button>
              </div>
            </div>
            """, subject);
    }

    private static Html images(CaseView view) {
        Subject subject = view.standing().about().subject();
        int number = view.images().size();
        return Html.of(
                """
                <h2>Images of the campaign in the queue</h2>
                <p class="fine">{} in the queue. <a href="/?campaign={}">List them</a></p>
                {}
                """,
                number == 1 ? "1 image" : number + " images",
                subject,
                tiles(view.images(), MAX_TILES, "?campaign=" + subject));
    }

    private static Html similar(CaseView view) {
        return Html.of("""
            <h2>Similar images of the campaign</h2>
            {}
            """, tiles(view.similar(), MAX_SIMILAR, ""))
                .when(!view.similar().isEmpty());
    }

    private static Html tiles(List<Standing> images, int most, String query) {
        Html tiles = images.stream()
                .limit(most)
                .map(image -> Html.of(
                        "<a class=\"tile\" href=\"/cases/{}{}\">{}<span class=\"name\">{}</span></a>",
                        image.about().subject(),
                        query,
                        thumbnail(image.about()),
                        image.about().imageId()))
                .collect(Html.joined());
        return Html.of("<div class=\"tiles\">{}</div>", tiles);
    }

    /** Returns the image as the model saw it. An alert on an image out of scope holds no picture. */
    private static Html thumbnail(TriageCase image) {
        return image.kind() == CaseKind.TAMPERING
                ? Html.of(
                        "<img loading=\"lazy\" src=\"/cases/{}/input.png\" alt=\"\" width=\"96\" height=\"96\">",
                        image.subject())
                : Html.of("<span class=\"blank\">{}</span>", image.kind().label());
    }
}
