package sc.fiji.diffseg.command;

/**
 * Where the commands stand in the menu: what is done with images first, then what is done with
 * models, help last. SciJava's own menus draw a line where neighbours are more than 1 apart; Fiji's
 * does not.
 */
final class InMenu {

    static final String PLUGINS = "Plugins";
    static final String SUITE = "Diffusion Segmentation";

    static final double LEAF = 1;
    static final double UNISEGDIFF = 2;
    static final double FOLDER = 3;
    static final double MERGE = 4;

    static final double FINE_TUNE = 6;

    static final double MEASURE = 8;
    static final double MEASURE_FOLDERS = 9;
    static final double FUSE = 10;

    static final double MODELS = 12;
    static final double IMPORT = 13;
    static final double ENGINE = 14;

    static final double SAMPLE = 16;
    static final double HELP = 17;
    static final double CITE = 18;

    private InMenu() {}
}
