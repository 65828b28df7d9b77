// Segments a folder of images by both methods, LEAF and UniSegDiff, and compares what they find
// in one table: methods.csv in the folder of the results.
//
// Where the methods disagree, look at the image. With a folder of true masks, each called as its
// image, the table also tells how well either method agrees with the truth.
//
// Press Run and name the folders. Without a screen, in a terminal (on one line):
//   fiji --headless --run compare-methods.ijm
//     "images='/data/cells',results='/data/compared',truth='/data/truth'"

#@ File (label = "Folder of images", style = "directory", persist = false) images
#@ File (label = "Folder for the results", style = "directory", persist = false) results
#@ String (label = "Folder of true masks (empty: none)", value = "", persist = false) truth
#@ String (label = "Model of LEAF", value = "LEAF nuclei", persist = false) leaf
#@ String (label = "Model of UniSegDiff", value = "UniSegDiff unified", persist = false) unisegdiff

var by_leaf = results + "/LEAF";
var by_unisegdiff = results + "/UniSegDiff";
var between = results + "/between";

// 1. Segment. What is done already is left as it is.
options = "input_folder=[" + images + "] truth_folder=[" + truth + "] overlay=true";
run("Segment Folder...", options + " output_folder=[" + by_leaf + "] model=[" + leaf + "]");
// options += " sampler=unet";   // UniSegDiff's feature network alone: faster, the same each time
run("Segment Folder...", options + " output_folder=[" + by_unisegdiff + "] model=[" + unisegdiff + "]");

// 2. Measure how well the methods agree with each other.
run("Measure Overlap of Folders...", "prediction=[" + by_leaf + "] truth=[" + by_unisegdiff + "]"
    + " prediction_suffix=-labels truth_suffix=-labels csv_folder=[" + between + "]"
    + " surface_distances=false");

// 3. Put it all into one table. NaN, not a number, is what failed or has no true mask.
table = "image,objects LEAF,objects UniSegDiff,Dice between them,Dice LEAF,Dice UniSegDiff\n";
lines = split(File.openAsString(by_leaf + "/summary.csv"), "\n");
for (i = 1; i < lines.length; i++) {
    image = substring(lines[i], 0, maxOf(indexOf(lines[i], ",done,"), indexOf(lines[i], ",failed,")));
    table = table + row(image, labels_of(image));
}
table = table + row("mean", "mean");
File.saveString(table, results + "/methods.csv");
print(table);
print("The table is in " + results + "/methods.csv");

function row(image, labels) {
    return image
        + "," + value(by_leaf + "/summary.csv", image, "objects")
        + "," + value(by_unisegdiff + "/summary.csv", image, "objects")
        + "," + value(between + "/overlap.csv", labels, "DiceCoefficient")
        + "," + value(by_leaf + "/scores.csv", image, "dice")
        + "," + value(by_unisegdiff + "/scores.csv", image, "dice") + "\n";
}

// What the labels of an image are called: as the image, without its ending unless another image is
// called so too. A name with a comma in it stands in quotes.
function labels_of(image) {
    quote = "";
    if (startsWith(image, "\"")) quote = "\"";
    name = substring(image, lengthOf(quote), lengthOf(image) - lengthOf(quote));
    if (!File.exists(by_leaf + "/" + name + "-labels.tif")) {
        name = substring(name, 0, lastIndexOf(name, "."));
        if (endsWith(name, ".ome")) name = substring(name, 0, lengthOf(name) - 4);
    }
    return quote + name + "-labels.tif" + quote;
}

// What the row of an image has in a column of a table; NaN if there is no such row.
function value(file, image, column) {
    if (!File.exists(file)) return NaN;
    rows = split(File.openAsString(file), "\n");
    columns = split(rows[0], ",");
    for (r = 1; r < rows.length; r++) {
        if (startsWith(rows[r], image + ",")) {
            values = split("image" + substring(rows[r], lengthOf(image)), "(,)");
            for (c = 0; c < columns.length; c++)
                if (columns[c] == column) return values[c];
        }
    }
    return NaN;
}
