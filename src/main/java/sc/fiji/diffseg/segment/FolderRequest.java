package sc.fiji.diffseg.segment;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a user wants of a folder.
 *
 * @param inputs image files, and folders of them
 * @param choice which files of the folders
 * @param output folder for the results, made if it does not exist
 * @param truth folder with true masks, if there are any
 * @param options what is written; its truth does not matter
 * @param part which part of the files is done by this process
 * @param redo whether images are done again whose results are there
 */
public record FolderRequest(
        List<Path> inputs,
        FileChoice choice,
        Path output,
        Optional<Path> truth,
        FolderOptions options,
        Part part,
        boolean redo) {}
