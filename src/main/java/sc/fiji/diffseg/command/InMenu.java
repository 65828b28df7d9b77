package sc.fiji.diffseg.command;

/**
 * Where the commands stand in the menu: in the order in which one meets them, not of the alphabet.
 */
final class InMenu {

    static final String PLUGINS = "Plugins";
    static final String SUITE = "Diffusion Segmentation";

    static final double SAMPLE = 1;
    static final double LEAF = 2;
    static final double UNISEGDIFF = 3;
    static final double FOLDER = 4;
    static final double MERGE = 5;
    static final double MEASURE = 6;
    static final double MEASURE_FOLDERS = 7;
    static final double FUSE = 8;
    static final double FINE_TUNE = 9;
    static final double IMPORT = 10;
    static final double MODELS = 11;
    static final double ENGINE = 12;
    static final double HELP = 13;
    static final double CITE = 14;

    private InMenu() {}
}
