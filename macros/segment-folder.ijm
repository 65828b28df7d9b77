// Segments all images of a folder. The results go into another folder.
//
// Press Run and name the folders. Without a screen, in a terminal (on one line):
//   fiji --headless --run segment-folder.ijm
//     "images='/data/plate 7',results='/data/plate 7 results',model='LEAF nuclei'"
//
// If the computer stops in the middle of it, run the macro again: it goes on where it was.

#@ File (label = "Folder of images", style = "directory", persist = false) images
#@ File (label = "Folder for the results", style = "directory", persist = false) results
#@ String (label = "Model", value = "LEAF nuclei", persist = false) model

// Options are written as key=value; a value with spaces in it stands in brackets.
options = "input_folder=[" + images + "] output_folder=[" + results + "] model=[" + model + "]";
options += " overlay=true";         // pictures of the images with outlines, to look at
options += " rois=true";            // the outlines, for the ROI Manager
// options += " recursive=true";    // images in sub-folders, too
// options += " filter=*.tif";      // only files with such names
// options += " minimum_area=20";   // leave out what is smaller than 20 pixels

run("Segment Folder...", options);

// summary.csv has a line for every file, which says whether it is done or why it failed.
lines = split(File.openAsString(results + "/summary.csv"), "\n");
done = 0;
for (i = 1; i < lines.length; i++)
    if (indexOf(lines[i], ",done,") >= 0) done++;
print(done + " of " + (lines.length - 1) + " files are segmented. The results are in " + results);
