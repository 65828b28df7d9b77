package sc.fiji.diffseg;

import static sc.fiji.diffseg.Slashes.slashed;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.diffseg.segment.FramingChoice;
import sc.fiji.diffseg.segment.SegmentationSettings;
import sc.fiji.diffseg.segment.TinyModel;
import sc.fiji.diffseg.segment.TinyUniSegDiff;

/**
 * Tests in a real Fiji that has two models, {@code tiny} of LEAF and {@code staged} of UniSegDiff.
 * Each class has a copy for all its tests, so a model that one of them makes is there for the
 * others.
 */
abstract class InFiji {

    /** Keys of a macro's line. */
    static final String KEYS =
            "model=tiny framing=whole threshold=0.6 precision=float32 device=cpu";

    /** What {@link #KEYS} say. */
    static final SegmentationSettings SETTINGS =
            SegmentationSettings.DEFAULT
                    .withFraming(FramingChoice.WHOLE)
                    .withSampling(
                            SamplingSettings.DEFAULT
                                    .withThreshold(0.6)
                                    .withPrecision(Precision.FLOAT32));

    private static final Path IMAGES = Path.of("test-images/nuclei/images").toAbsolutePath();

    @TempDir static Path scratch;

    private static RealFiji fiji;

    /** Once for all, but before each, so that Maven counts the tests that are skipped. */
    @BeforeEach
    final void install() throws Exception {
        if (fiji == null) {
            fiji = RealFiji.orSkip(scratch);
            TinyModel.write(model("tiny"));
            TinyUniSegDiff.write(model("staged"), "staged");
        }
    }

    @AfterAll
    static void fijisOwnJarsAreUntouched() throws Exception {
        if (fiji != null) {
            FijiCopy copy = fiji.copy();
            fiji = null;
            copy.assertFijisOwnJarsUntouched();
        }
    }

    static RealFiji fiji() {
        return fiji;
    }

    /** The folder of one of Fiji's models. */
    static Path model(String folder) throws Exception {
        return fiji.copy().models().resolve(folder);
    }

    /** A real image. */
    static Path image(String name) {
        return IMAGES.resolve(name);
    }

    /** The line of a macro that opens a real image. */
    static String open(String name) {
        return "open('" + slashed(image(name)) + "');";
    }

    /** The line of a macro that writes a value into a file. */
    static String write(String value, Path file) {
        return "File.saveString(" + value + ", '" + slashed(file) + "');";
    }

    /** The line of a macro that saves the current image. */
    static String save(String name) {
        return "saveAs('Tiff', '" + slashed(saved(name)) + "');";
    }

    /** Where {@link #save} saves. */
    static Path saved(String name) {
        return scratch.resolve("saved-" + name + ".tif");
    }

    /** What this process makes of a real image, without Fiji. */
    static LibraryResult expected(String model, String image, SegmentationSettings settings)
            throws Exception {
        return LibraryResult.of(model(model), image(image), settings);
    }

    /** Checks that an image was segmented as {@link #KEYS} say. */
    static void assertSegmented(String image, Path file) throws Exception {
        expected("tiny", image, SETTINGS).assertSavedAs(file);
    }
}
