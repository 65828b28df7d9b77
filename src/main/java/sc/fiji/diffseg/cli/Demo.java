package sc.fiji.diffseg.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Segments folders of images, each with the model it is named after, and compares with truth. */
@Command(
        name = "demo",
        description =
                "For every folder NAME of a folder: segments NAME/images with the model NAME and"
                        + " compares with NAME/labels.",
        mixinStandardHelpOptions = true)
final class Demo implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "Folder of folders called like models.")
    private Path folder;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "DIR",
            description = "Folder for the results, one folder in it for each model.")
    private Path output;

    @Override
    public Integer call() throws IOException {
        int worst = 0;
        for (String name : folders()) {
            int code =
                    DiffusionSegmentation.run(
                            "segment",
                            folder.resolve(name).resolve("images").toString(),
                            "--truth",
                            folder.resolve(name).resolve("labels").toString(),
                            "--model",
                            name,
                            "--output",
                            output.resolve(name).toString(),
                            "--samples",
                            "4",
                            "--uncertainty",
                            "--overlay");
            worst = Math.max(worst, code);
        }
        return worst;
    }

    private List<String> folders() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
