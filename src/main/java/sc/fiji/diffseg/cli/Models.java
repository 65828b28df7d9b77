package sc.fiji.diffseg.cli;

import picocli.CommandLine.Command;

/** What can be done with models besides using and training them. */
@Command(
        name = "models",
        description = "Lists, imports and exports models.",
        subcommands = {ModelsList.class, ModelsImport.class, ModelsExport.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class Models {}
