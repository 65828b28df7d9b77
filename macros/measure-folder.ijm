// Compares a folder of segmentations with the true masks that a person has drawn.
//
// Press Run and name the folders. Without a screen, in a terminal (on one line):
//   fiji --headless --run measure-folder.ijm
//     "found='/data/results',truth='/data/truth',tables='/data/tables'"

#@ File (label = "Folder of segmentations", style = "directory", persist = false) found
#@ File (label = "Folder of true masks", style = "directory", persist = false) truth
#@ File (label = "Folder for the tables", style = "directory", persist = false) tables
#@ String (label = "Compare", choices = {"objects", "labels", "foreground"}, value = "objects", persist = false) compare

options = "prediction=[" + found + "] truth=[" + truth + "] csv_folder=[" + tables + "]";
options += " compare=" + compare;   // objects: also count how many nuclei are found
// Segment Folder... writes cells-labels.tif for cells.tif, and the true mask is called cells too.
options += " prediction_suffix=-labels";
// options += " truth_suffix=_gt";          // if the true mask is called cells_gt
// options += " surface_distances=false";   // much faster for large volumes

run("Measure Overlap of Folders...", options);

// overlap.csv has a row for every image, and below them the mean, the standard deviation and more.
rows = split(File.openAsString(tables + "/overlap.csv"), "\n");
for (i = 1; i < rows.length; i++)
    print(name(rows[i])
        + ": Dice " + value(rows[0], rows[i], "DiceCoefficient")
        + ", IoU " + value(rows[0], rows[i], "JaccardIndex"));
print("All tables are in " + tables);

// The name at the beginning of a row; one with a comma in it stands in quotes.
function name(row) {
    if (startsWith(row, "\"")) return substring(row, 1, lastIndexOf(row, "\""));
    return substring(row, 0, indexOf(row, ","));
}

// What a row has in a column. Counted from the end, because of commas in names.
function value(heading, row, column) {
    columns = split(heading, ",");
    values = split(row, "(,)");
    for (c = 0; c < columns.length; c++)
        if (columns[c] == column) return values[values.length - columns.length + c];
}
