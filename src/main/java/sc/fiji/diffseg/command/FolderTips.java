package sc.fiji.diffseg.command;

/** What the dialogs that segment folders say about their parameters, as {@link Tips}. */
final class FolderTips {

    static final String INPUT_FOLDER =
            """
            <html>The folder whose images are segmented.
            <br>A file that cannot be segmented is reported, and the others are done.""";

    static final String OUTPUT_FOLDER =
            """
            <html>The folder for the results, made if it does not exist; not the images' own.
            <br>Results of another model or of other settings are never mixed into it.""";

    static final String RECURSIVE =
            """
            <html>Also segment the images in sub-folders.
            <br>Their results lie in sub-folders of the same names.""";

    static final String FILTER =
            """
            <html>Only files with such names: *.tif or *.{png,jpg}, or a part of the name.
            <br>Empty for all images.""";

    static final String OVERLAY =
            """
            <html>Also write pictures of the images with the outlines of the objects.""";

    static final String ROIS =
            """
            <html>Also write every object as a ROI, in ZIP files for the ROI Manager.
            <br>The ROI Manager that is open stays as it is.""";

    static final String TRUTH_FOLDER =
            """
            <html>A folder with true masks, each called as its image but for the ending.
            <br>Writes Dice, IoU, precision and recall of every image. Empty for none.""";

    static final String REDO =
            """
            <html>Also do images whose results are there, and replace those results.
            <br>Otherwise what is done is left as it is, and an interrupted run goes on.""";

    static final String PART =
            """
            <html>Do only this part of the files, so that several computers share them.
            <br>Parts are counted from 1; Merge Folder Parts joins their tables.""";

    static final String PARTS =
            """
            <html>How many parts there are; 1 for all files at once.""";

    static final String PARTS_FOLDER =
            """
            <html>The folder into which the parts were written.""";

    static final String PARTS_HINT =
            """
            <html>Choose the folder for results that you named in Segment Folder... for every part.
            <br>When all parts are done, their tables become one summary.csv and scores.csv there.""";

    private FolderTips() {}
}
