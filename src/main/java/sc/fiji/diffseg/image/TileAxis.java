package sc.fiji.diffseg.image;

/**
 * Tiles along one axis: where they begin and how much each counts at every pixel.
 *
 * <p>Tiles are spread evenly, the first and the last flush with the ends. A line shorter than a
 * tile has one tile, with the line in its middle. The weights of all tiles at a pixel sum to one;
 * towards a neighbour they fall smoothly to zero at the tile's end, where a network sees least of
 * the surroundings.
 */
final class TileAxis {

    private final int size;
    private final int tile;
    private final int[] starts;
    private final double[][] weights;

    TileAxis(int size, int tile, int overlap) {
        this.size = size;
        this.tile = tile;
        int count = size <= tile ? 1 : 1 + ceilDiv(size - tile, Math.max(1, tile - overlap));
        this.starts = new int[count];
        starts[0] = size < tile ? -((tile - size) / 2) : 0;
        for (int i = 1; i < count; i++) {
            starts[i] = (int) Math.round((double) i * (size - tile) / (count - 1));
        }
        this.weights = weights();
    }

    private static int ceilDiv(int a, int b) {
        return (int) (((long) a + b - 1) / b);
    }

    private double[][] weights() {
        double[][] raw = new double[starts.length][tile];
        double[] total = new double[size];
        for (int i = 0; i < starts.length; i++) {
            int before = i == 0 ? 0 : starts[i - 1] + tile - starts[i];
            int after = i == starts.length - 1 ? 0 : starts[i] + tile - starts[i + 1];
            for (int u = 0; u < tile; u++) {
                int x = starts[i] + u;
                if (x >= 0 && x < size) {
                    raw[i][u] = ramp(u, before) * ramp(tile - 1 - u, after);
                    total[x] += raw[i][u];
                }
            }
        }
        for (int i = 0; i < starts.length; i++) {
            for (int u = 0; u < tile; u++) {
                int x = starts[i] + u;
                if (x >= 0 && x < size) {
                    raw[i][u] /= total[x];
                }
            }
        }
        return raw;
    }

    /** From about 0 at the tile's end to 1 after the overlap, or after half a tile. */
    private double ramp(int distance, int overlap) {
        double length = Math.min(overlap, Math.max(1, tile / 2));
        if (distance >= length) {
            return 1;
        }
        double s = Math.sin(Math.PI / 2 * (distance + 0.5) / length);
        return s * s;
    }

    /** Pixels along the axis. */
    int size() {
        return size;
    }

    /** Pixels along a tile. */
    int tile() {
        return tile;
    }

    /** Number of tiles. */
    int tiles() {
        return starts.length;
    }

    /** First pixel of a tile; negative if the tile is padded. */
    int start(int index) {
        return starts[index];
    }

    /** How much each pixel of a tile counts; 0 for padding. */
    double[] weights(int index) {
        return weights[index];
    }

    /** The pixel shown at each place of a tile: beyond an end, the reflection. */
    int[] sources(int index) {
        int[] out = new int[tile];
        for (int u = 0; u < tile; u++) {
            int x = Math.floorMod(starts[index] + u, 2 * size);
            out[u] = x < size ? x : 2 * size - 1 - x;
        }
        return out;
    }
}
