package sc.fiji.diffseg.image;

import sc.fiji.diffseg.model.Preprocessing;

/**
 * How planes of one size are put before a network of a fixed input size, and back.
 *
 * <p>A plane is first resized to {@link #framedWidth()} × {@link #framedHeight()} pixels, then
 * covered by tiles of the network's input size. Resizing the whole plane, the papers' way, is the
 * case of one tile. Tiles are numbered row by row from the top left, so a number always means the
 * same part of the plane. Where a framed plane is smaller than a tile, the tile is filled by
 * reflection.
 *
 * <p>Use: {@code framed = framing.frame(plane)}; {@code framing.cut(framed, tile)} for each tile;
 * the predictions go to a {@link Blend} made by {@link #blend()}. Instances never change and may be
 * shared by threads.
 */
public final class Framing {

    /** What a tile shows. */
    public enum Mode {
        /** The whole plane, resized to the input size whatever its proportions. */
        WHOLE,
        /** A part of the plane at its own resolution. */
        TILES
    }

    private final int planeWidth;
    private final int planeHeight;
    private final TileAxis columns;
    private final TileAxis rows;
    private final Resize forward;
    private final Resize back;

    private Framing(int planeWidth, int planeHeight, TileAxis columns, TileAxis rows) {
        this.planeWidth = planeWidth;
        this.planeHeight = planeHeight;
        this.columns = columns;
        this.rows = rows;
        this.forward = new Resize(planeWidth, planeHeight, columns.size(), rows.size());
        this.back = new Resize(columns.size(), rows.size(), planeWidth, planeHeight);
    }

    /**
     * Plans a framing; tiles show the plane at its own resolution.
     *
     * @param overlap pixels shared by neighbouring tiles, at least; from 0 (tiles abut, seams are
     *     possible) to half the smaller side of the input
     * @throws IllegalArgumentException if a side is below 1 or the overlap out of range
     */
    public static Framing of(
            Mode mode,
            int planeWidth,
            int planeHeight,
            int inputWidth,
            int inputHeight,
            int overlap) {
        if (planeWidth < 1 || planeHeight < 1 || inputWidth < 1 || inputHeight < 1) {
            throw new IllegalArgumentException(
                    ("Planes of %d x %d pixels cannot be framed for an input of %d x %d: every"
                                    + " side must be at least 1.")
                            .formatted(planeWidth, planeHeight, inputWidth, inputHeight));
        }
        int most = Math.min(inputWidth, inputHeight) / 2;
        if (overlap < 0 || overlap > most) {
            throw new IllegalArgumentException(
                    "The overlap of tiles must be from 0 to %d pixels (half the input), but is %d."
                            .formatted(most, overlap));
        }
        boolean whole = mode == Mode.WHOLE;
        return new Framing(
                planeWidth,
                planeHeight,
                new TileAxis(whole ? inputWidth : planeWidth, inputWidth, overlap),
                new TileAxis(whole ? inputHeight : planeHeight, inputHeight, overlap));
    }

    /**
     * Plans the framing that a model was trained with.
     *
     * @param inputWidth width of the network's input
     * @param inputHeight height of the network's input
     */
    public static Framing of(
            Preprocessing preprocessing,
            int planeWidth,
            int planeHeight,
            int inputWidth,
            int inputHeight) {
        boolean whole = preprocessing.framing().equals(Preprocessing.WHOLE);
        double overlap = preprocessing.tileOverlap() * Math.min(inputWidth, inputHeight);
        return of(
                whole ? Mode.WHOLE : Mode.TILES,
                planeWidth,
                planeHeight,
                inputWidth,
                inputHeight,
                (int) overlap);
    }

    /** Pixels per row of the plane that the tiles cover. */
    public int framedWidth() {
        return columns.size();
    }

    /** Rows of the plane that the tiles cover. */
    public int framedHeight() {
        return rows.size();
    }

    /** Pixels per row of a tile: the network's input. */
    public int inputWidth() {
        return columns.tile();
    }

    /** Rows of a tile: the network's input. */
    public int inputHeight() {
        return rows.tile();
    }

    /** Number of tiles, at least 1. */
    public int tiles() {
        return Math.multiplyExact(columns.tiles(), rows.tiles());
    }

    /** Column, in the framed plane, of a tile's left edge; negative where it is padded. */
    public int left(int tile) {
        return columns.start(tile % columns.tiles());
    }

    /** Row, in the framed plane, of a tile's upper edge; negative where it is padded. */
    public int top(int tile) {
        return rows.start(tile / columns.tiles());
    }

    /**
     * Brings a plane to the size that the tiles cover.
     *
     * @param plane of the size this framing was planned for
     * @return the resized plane; the same plane if the size stays
     */
    public Plane frame(Plane plane) {
        return forward.apply(plane);
    }

    /**
     * One tile of a framed plane.
     *
     * @param framed from {@link #frame}
     * @param tile from 0 to {@code tiles() - 1}
     * @return {@code 3 * inputHeight() * inputWidth()} values: channels, rows, columns
     */
    public float[] cut(Plane framed, int tile) {
        int width = inputWidth();
        int height = inputHeight();
        float[] out = new float[Math.multiplyExact(3 * width, height)];
        int[] fromX = columns.sources(tile % columns.tiles());
        int[] fromY = rows.sources(tile / columns.tiles());
        for (int c = 0; c < 3; c++) {
            float[] channel = framed.channel(c);
            for (int y = 0; y < height; y++) {
                int row = fromY[y] * framed.width();
                int to = (c * height + y) * width;
                for (int x = 0; x < width; x++) {
                    out[to + x] = channel[row + fromX[x]];
                }
            }
        }
        return out;
    }

    /** An empty blend for one map over one plane. */
    public Blend blend() {
        return new Blend(this);
    }

    TileAxis columns() {
        return columns;
    }

    TileAxis rows() {
        return rows;
    }

    /** Values over the framed plane, resized to the plane's own size. */
    float[] unframe(float[] framed) {
        return back.apply(framed);
    }

    @Override
    public String toString() {
        return "%d x %d pixels as %d x %d under %d tile(s) of %d x %d"
                .formatted(
                        planeWidth,
                        planeHeight,
                        framedWidth(),
                        framedHeight(),
                        tiles(),
                        inputWidth(),
                        inputHeight());
    }
}
