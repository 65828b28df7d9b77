// Trains a model on your own images and masks, then segments a folder of other images with it.
//
// Every mask has the name of its image. Some twenty pairs are a beginning.
//
// Press Run and name the folders. Without a screen, in a terminal (on one line):
//   fiji --headless --run fine-tune-and-segment.ijm
//     "images='/data/train',masks='/data/masks',name='my cells',input='/data/new',results='/data/found'"
//
// If the computer stops in the middle of it, run the macro again: it goes on where it was.

#@ File (label = "Images to learn from", style = "directory", persist = false) images
#@ File (label = "Their masks", style = "directory", persist = false) masks
#@ String (label = "Model to start from", value = "LEAF nuclei", persist = false) base
#@ String (label = "Name of the new model", value = "my model", persist = false) name
#@ Integer (label = "Steps", value = 1000, min = 1, persist = false) steps
#@ File (label = "Images to segment", style = "directory", persist = false) input
#@ File (label = "Folder for the results", style = "directory", persist = false) results

// 1. Train. A fifth of the images is not learned from, but tells how good the model is.
options = "image_folder=[" + images + "] mask_folder=[" + masks + "]";
options += " base_model=[" + base + "] output_name=[" + name + "] steps=" + steps;
options += " validation_fraction=0.2";
// options += " split=groups group_by=_";   // keeps p07_slice1 and p07_slice2 on one side
// options += " patience=5";                // ends when five validations bring nothing better
run("Fine-tune Model...", options);

// 2. Segment. The new model is known by its name at once.
options = "input_folder=[" + input + "] output_folder=[" + results + "] model=[" + name + "]";
run("Segment Folder...", options + " overlay=true");

print("The model " + name + " is trained. What it found in " + input + " is in " + results);
