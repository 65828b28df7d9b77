package sc.fiji.diffseg.ui;

import java.awt.BorderLayout;
import java.awt.Desktop;
import java.awt.Dimension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.swing.BorderFactory;
import javax.swing.Box;
import javax.swing.JButton;
import javax.swing.JEditorPane;
import javax.swing.JFrame;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JSplitPane;
import javax.swing.JTable;
import javax.swing.ListSelectionModel;
import javax.swing.SwingUtilities;
import javax.swing.WindowConstants;
import sc.fiji.diffseg.FileTrouble;
import sc.fiji.diffseg.Progress;
import sc.fiji.diffseg.engine.TorchEngine;
import sc.fiji.diffseg.model.InstalledModel;
import sc.fiji.diffseg.segment.ColumnTable;
import sc.fiji.diffseg.segment.ModelInventory;
import sc.fiji.diffseg.segment.ModelRemoval;

/** The installed models, what their cards say, and buttons to check and to remove them. */
public final class ModelsWindow extends JFrame {

    private static final long serialVersionUID = 1L;

    private static ModelsWindow open;

    private final transient ModelInventory inventory;
    private final ModelRows rows = new ModelRows();
    private final JTable table = new JTable(rows);
    private final JEditorPane details = new JEditorPane();
    private final JButton verify = new JButton("Verify");
    private final JButton selfTest = new JButton("Self-Test");
    private final JButton remove = new JButton("Remove...");
    private final JButton folder = new JButton("Open Folder");
    private final JobPanel jobs = new JobPanel("Cancelled.", this::setBusy);

    private ModelsWindow(ModelInventory inventory) {
        super("Diffusion Models");
        this.inventory = inventory;
        table.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        table.setPreferredScrollableViewportSize(new Dimension(640, 120));
        table.getSelectionModel().addListSelectionListener(event -> showDetails());
        details.setEditorKit(PageStyle.kit());
        details.setEditable(false);
        verify.setToolTipText("Compares the files with the hashes in the model's description");
        selfTest.setToolTipText("Computes what the model computed where it was trained");
        verify.addActionListener(event -> check("verify", ModelInventory::verify));
        selfTest.addActionListener(
                event ->
                        check(
                                "self_test",
                                (models, job) ->
                                        ModelInventory.selfTest(models, TorchEngine.AUTO, job)));
        remove.addActionListener(event -> remove());
        folder.addActionListener(event -> openFolder());
        setContentPane(content());
        setDefaultCloseOperation(WindowConstants.HIDE_ON_CLOSE);
        setBusy(false);
        pack();
        setLocationByPlatform(true);
    }

    /** Opens the one window, or brings it to the front, with what is installed now. */
    public static void open(ModelInventory inventory) {
        SwingUtilities.invokeLater(
                () -> {
                    if (open == null) {
                        open = new ModelsWindow(inventory);
                    }
                    open.refresh();
                    open.setVisible(true);
                    open.toFront();
                });
    }

    private JPanel content() {
        Box buttons = Box.createHorizontalBox();
        List.of(verify, selfTest, remove, folder).forEach(buttons::add);
        JPanel lower = new JPanel(new BorderLayout());
        lower.add(buttons, BorderLayout.PAGE_START);
        lower.add(jobs, BorderLayout.CENTER);
        JPanel all = new JPanel(new BorderLayout(0, 6));
        all.setBorder(BorderFactory.createEmptyBorder(8, 8, 8, 8));
        all.add(
                new JSplitPane(
                        JSplitPane.VERTICAL_SPLIT, new JScrollPane(table), scrolled(details)),
                BorderLayout.CENTER);
        all.add(lower, BorderLayout.PAGE_END);
        return all;
    }

    private static JScrollPane scrolled(JEditorPane pane) {
        JScrollPane scroll = new JScrollPane(pane);
        scroll.setPreferredSize(new Dimension(760, 420));
        return scroll;
    }

    private void refresh() {
        try {
            rows.set(inventory.models(""));
        } catch (IOException e) {
            jobs.say(FileTrouble.sentence(e));
        }
        if (rows.getRowCount() == 0) {
            details.setText(
                    CardPage.html(
                            "No model is installed: put model folders into " + where() + "."));
        } else {
            table.setRowSelectionInterval(0, 0);
        }
        setBusy(jobs.isRunning());
    }

    private String where() {
        return inventory.folders();
    }

    private List<InstalledModel> selected() {
        int row = table.getSelectedRow();
        return row < 0 ? List.of() : List.of(rows.model(row));
    }

    private void showDetails() {
        for (InstalledModel model : selected()) {
            String card = ModelInventory.details(model) + "\n\nFolder: `" + model.folder() + "`\n";
            details.setText(CardPage.html(card));
            details.setCaretPosition(0);
        }
    }

    private void openFolder() {
        for (InstalledModel model : selected()) {
            try {
                Desktop.getDesktop().open(model.folder().toFile());
            } catch (IOException | UnsupportedOperationException e) {
                jobs.say("The folder is " + model.folder());
            }
        }
    }

    private void remove() {
        for (InstalledModel model : selected()) {
            String question =
                    "Delete the model %s from %s?".formatted(model.name(), model.folder());
            int answer =
                    JOptionPane.showConfirmDialog(
                            this, question, getTitle(), JOptionPane.OK_CANCEL_OPTION);
            if (answer == JOptionPane.OK_OPTION) {
                record("remove", model);
                remove(model);
            }
        }
    }

    private void remove(InstalledModel model) {
        String outcome;
        try {
            List<Path> left = ModelRemoval.remove(model);
            outcome =
                    left.isEmpty() ? "Removed." : "Removed; left is what is no part of it: " + left;
        } catch (IOException e) {
            outcome = FileTrouble.sentence(e);
        }
        refresh();
        jobs.say(outcome);
    }

    private void record(String action, InstalledModel model) {
        String key = ModelInventory.key(model, rows.models());
        Recorded.line("Diffusion Models...", "action", action, "model", key);
    }

    /** A look at models, with one row for each. */
    private interface Check {
        ColumnTable run(List<InstalledModel> models, Progress progress);
    }

    private void check(String action, Check check) {
        List<InstalledModel> models = selected();
        models.forEach(model -> record(action, model));
        jobs.run(job -> check.run(models, job).text(Map.of("Outcome", "")).strip());
    }

    private void setBusy(boolean busy) {
        boolean any = rows.getRowCount() > 0;
        table.setEnabled(!busy);
        List.of(verify, selfTest, remove, folder).forEach(b -> b.setEnabled(any && !busy));
    }
}
