package sc.fiji.diffseg.command;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.ModuleService;
import org.scijava.widget.Button;

class CommandsTest {

    /** Macros that users have written depend on every word of this. */
    private static final String PUBLISHED =
            """
            Plugins > Diffusion Segmentation > Cite Diffusion Segmentation
              model = none of none
              -> citations
            Plugins > Diffusion Segmentation > Diffusion Engine...
              install = none of none, cpu, cuda, cuda_download
              source =
              try_again = false
              release_memory = false
              ->
            Plugins > Diffusion Segmentation > Diffusion Models...
              action = list of list, verify, self_test, remove
              model =
              -> models
            Plugins > Diffusion Segmentation > Diffusion Segmentation Help
              guide = index
              ->
            Plugins > Diffusion Segmentation > Fine-tune Model...
              scaling = model of model, by-type, percentile, min-max
              framing = model of model, whole, tiles
              precision = auto of auto, float32, bfloat16
              device = auto of auto, cpu, gpu, mps
              steps = 1000
              first_stage_steps = 500
              learning_rate = 3.0E-4
              batch_size = 4
              input_size = 0
              flips = true
              augmentation_strength = 1.0
              validate_every = 0
              patience = 0
              method_settings =
              seed = 1
              restore = null
              image_folder = null
              mask_folder = null
              image_stack = none of none
              mask_stack = none of none
              base_model =
              base_folder = null
              output_name =
              output_folder = null
              validation_fraction = 0.2
              split = blocks of blocks, random, groups
              group_by = _
              validation_image_folder = null
              validation_mask_folder = null
              -> model, model_folder, dice
            Plugins > Diffusion Segmentation > Fuse Masks...
              image = null
              method = staple of staple, majority
              sample_axis = slices of slices, channels, frames
              probability_map = false
              uncertainty_map = false
              sample_table = false
              -> table, uncertainty, probability, consensus
            Plugins > Diffusion Segmentation > Import Weights...
              source =
              choose = null
              weights = averaged of averaged, raw
              part =
              check = null
              name =
              license =
              citation =
              half_precision = false
              dry_run = false
              ->
            Plugins > Diffusion Segmentation > LEAF Segment...
              scaling = model of model, by-type, percentile, min-max
              framing = model of model, whole, tiles
              precision = auto of auto, float32, bfloat16
              device = auto of auto, cpu, gpu, mps
              model =
              channel = 0
              fusion = model of model, mean, staple, majority
              seed = 0
              threshold = 0.5
              output = labels of labels, mask
              connectivity = 8 of 8, 4
              minimum_area = 0
              probability_map = false
              uncertainty_map = false
              image = null
              sample_table = false
              samples = 1
              steps = 0
              -> table, uncertainty, probability, segmentation
            Plugins > Diffusion Segmentation > Measure Overlap of Folders...
              prediction = null
              truth = null
              compare = foreground of foreground, labels, objects
              empty_masks = one of one, zero, left_out
              slice_by_slice = false
              surface_distances = true
              iou_thresholds = 0.5 0.75 0.9
              csv_folder =
              prediction_suffix =
              truth_suffix =
              -> images, labels, objects, problems
            Plugins > Diffusion Segmentation > Measure Overlap...
              prediction = null
              truth = null
              compare = foreground of foreground, labels, objects
              empty_masks = one of one, zero, left_out
              slice_by_slice = false
              surface_distances = true
              iou_thresholds = 0.5 0.75 0.9
              csv_folder =
              -> images, labels, objects, problems
            Plugins > Diffusion Segmentation > Merge Folder Parts...
              output_folder = null
              -> table
            Plugins > Diffusion Segmentation > Open Diffusion Sample
              sample = nuclei of nuclei, histology, skin
              truth = false
              -> true_objects, image
            Plugins > Diffusion Segmentation > Segment Folder...
              scaling = model of model, by-type, percentile, min-max
              framing = model of model, whole, tiles
              precision = auto of auto, float32, bfloat16
              device = auto of auto, cpu, gpu, mps
              model =
              channel = 0
              fusion = model of model, mean, staple, majority
              seed = 0
              threshold = 0.5
              output = labels of labels, mask
              connectivity = 8 of 8, 4
              minimum_area = 0
              probability_map = false
              uncertainty_map = false
              input_folder = null
              output_folder = null
              recursive = false
              filter =
              sampler = model of model, single, fast, full, unet, uniform, one_step
              samples = 0
              steps = 0
              overlay = false
              rois = false
              truth_folder =
              redo = false
              part = 1
              parts = 1
              -> table
            Plugins > Diffusion Segmentation > UniSegDiff Segment...
              scaling = model of model, by-type, percentile, min-max
              framing = model of model, whole, tiles
              precision = auto of auto, float32, bfloat16
              device = auto of auto, cpu, gpu, mps
              model =
              channel = 0
              fusion = model of model, mean, staple, majority
              seed = 0
              threshold = 0.5
              output = labels of labels, mask
              connectivity = 8 of 8, 4
              minimum_area = 0
              probability_map = false
              uncertainty_map = false
              image = null
              sample_table = false
              sampler = model of model, single, fast, full, unet, uniform, one_step
              samples = 0
              -> table, uncertainty, probability, segmentation
            """;

    private Context context;

    @BeforeEach
    void open() {
        context = new Context();
    }

    @AfterEach
    void close() {
        context.dispose();
    }

    @Test
    void menuPathsKeysDefaultsAndChoicesStayAsPublished() {
        StringBuilder found = new StringBuilder();
        for (CommandInfo info : commands()) {
            found.append(info.getMenuPath().getMenuString()).append('\n');
            Module module = context.service(ModuleService.class).createModule(info);
            for (ModuleItem<?> item : asked(info)) {
                found.append("  ").append(item.getName()).append(" = ");
                found.append(module.getInput(item.getName()));
                if (item.getChoices() != null) {
                    found.append(" of ").append(words(item.getChoices()));
                }
                found.append('\n');
            }
            List<String> outputs = new ArrayList<>();
            info.outputs().forEach(item -> outputs.add(item.getName()));
            found.append("  -> ").append(String.join(", ", outputs)).append('\n');
        }
        assertEquals(PUBLISHED, found.toString().replaceAll(" +\n", "\n"));
    }

    @Test
    void onlyTheDeviceIsRememberedFromOneRunToTheNext() {
        Set<String> remembered = new TreeSet<>();
        for (CommandInfo info : commands()) {
            for (ModuleItem<?> item : asked(info)) {
                if (item.isPersisted()
                        && item.getType() != ImagePlus.class
                        && item.getType() != Button.class) {
                    remembered.add(item.getName());
                }
            }
        }
        assertEquals(Set.of("device"), remembered);
    }

    @Test
    void everyParameterIsExplainedInLinesThatFitOnAScreen() {
        for (CommandInfo info : commands()) {
            for (ModuleItem<?> item : asked(info)) {
                String tip = item.getDescription();
                assertTrue(tip.startsWith("<html>"), item.getName());
                assertAll(
                        Arrays.stream(tip.split("<br>"))
                                .map(line -> () -> assertTrue(line.length() <= 90, line)));
            }
        }
    }

    private List<CommandInfo> commands() {
        return context.service(CommandService.class).getCommands().stream()
                .filter(info -> info.getClassName().startsWith("sc.fiji.diffseg."))
                .sorted(Comparator.comparing(info -> info.getMenuPath().getMenuString()))
                .toList();
    }

    private static List<ModuleItem<?>> asked(CommandInfo info) {
        List<ModuleItem<?>> asked = new ArrayList<>();
        for (ModuleItem<?> item : info.inputs()) {
            if (!item.getLabel().isEmpty()) {
                asked.add(item);
            }
        }
        return asked;
    }

    private static String words(List<?> choices) {
        return choices.stream().map(Object::toString).collect(Collectors.joining(", "));
    }
}
