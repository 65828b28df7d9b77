package sc.fiji.diffseg.image;

import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.util.Optional;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.basictypeaccess.array.IntArray;
import net.imglib2.img.planar.PlanarImg;
import net.imglib2.img.planar.PlanarImgs;
import net.imglib2.type.numeric.integer.IntType;

/**
 * The masks or labels of an ImageJ image, as one volume for every channel and frame, or as one
 * plane for every slice as well. Values are read as they are, whatever the lookup table, those of
 * signed 16-bit images with their sign: 0 is background, and so is NaN. Volumes are read when asked
 * for.
 */
public final class LabelVolumes {

    private final ImagePlus image;
    private final boolean sliceBySlice;
    private final Optional<boolean[]> selection;

    /**
     * Where a volume lies in its image, counted from 1.
     *
     * @param slice 0 if it has all slices
     */
    public record Position(int channel, int slice, int frame) {}

    /**
     * Prepares an image.
     *
     * @param sliceBySlice whether slices are images of their own and no volume
     * @throws IllegalArgumentException in one sentence, if the image is RGB or its selection
     *     encloses no pixel
     */
    public LabelVolumes(ImagePlus image, boolean sliceBySlice) {
        if (image.getType() == ImagePlus.COLOR_RGB) {
            throw new IllegalArgumentException(
                    "\"%s\" is an RGB image, but masks and labels are grey: make it 8-bit with Image > Type first."
                            .formatted(image.getTitle()));
        }
        this.image = image;
        this.sliceBySlice = sliceBySlice;
        this.selection = Selections.pixels(image);
    }

    /** Number of volumes, at least 1. */
    public int count() {
        return image.getNChannels() * image.getNFrames() * (sliceBySlice ? image.getNSlices() : 1);
    }

    /** Number of axes of every volume: 2 for a single plane, otherwise 3. */
    public int dimensions() {
        return depth() == 1 ? 2 : 3;
    }

    /** The pixels that the user selected, row-major, the same for all planes. */
    public Optional<boolean[]> selection() {
        return selection;
    }

    /** Where a volume lies. */
    public Position position(int index) {
        int channel = index % image.getNChannels();
        int rest = index / image.getNChannels();
        int slices = sliceBySlice ? image.getNSlices() : 1;
        return new Position(channel + 1, sliceBySlice ? rest % slices + 1 : 0, rest / slices + 1);
    }

    /**
     * Reads a volume.
     *
     * @param inside pixels of every plane that are read, row-major; all others are background
     * @throws IllegalArgumentException in one sentence, if a value is negative or no integer: such
     *     pixels are no labels but probabilities or intensities
     */
    public RandomAccessibleInterval<IntType> read(int index, Optional<boolean[]> inside) {
        Position position = position(index);
        PlanarImg<IntType, IntArray> volume =
                dimensions() == 2
                        ? PlanarImgs.ints(image.getWidth(), image.getHeight())
                        : PlanarImgs.ints(image.getWidth(), image.getHeight(), depth());
        for (int z = 0; z < depth(); z++) {
            int slice = sliceBySlice ? position.slice : z + 1;
            int plane = image.getStackIndex(position.channel, slice, position.frame);
            volume.setPlane(z, new IntArray(labels(plane, inside)));
        }
        return volume;
    }

    private int depth() {
        return sliceBySlice ? 1 : image.getNSlices();
    }

    private int[] labels(int plane, Optional<boolean[]> inside) {
        ImageProcessor pixels = image.getStack().getProcessor(plane);
        int shift = SignedShorts.shift(image);
        int[] labels = new int[pixels.getPixelCount()];
        for (int i = 0; i < labels.length; i++) {
            float value = pixels.getf(i) - shift;
            if (Float.isNaN(value) || inside.isPresent() && !inside.get()[i]) {
                continue;
            }
            labels[i] = (int) value;
            if (labels[i] != value || value < 0) {
                throw new IllegalArgumentException(
                        "Plane %d of \"%s\" has the value %s, but masks and labels are whole numbers from 0 on: threshold it first."
                                .formatted(plane, image.getTitle(), value));
            }
        }
        return labels;
    }
}
