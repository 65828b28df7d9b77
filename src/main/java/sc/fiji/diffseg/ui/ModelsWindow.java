package sc.fiji.diffseg.ui;

import ij.plugin.frame.Recorder;
import java.awt.BorderLayout;
import java.awt.Desktop;
import java.awt.Dimension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import javax.swing.BorderFactory;
import javax.swing.Box;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JOptionPane;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.JScrollPane;
import javax.swing.JSplitPane;
import javax.swing.JTable;
import javax.swing.JTextArea;
import javax.swing.ListSelectionModel;
import javax.swing.SwingUtilities;
import javax.swing.SwingWorker;
import javax.swing.WindowConstants;
import sc.fiji.diffseg.engine.ProcessEnd;
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
    private final JTextArea details = new JTextArea(18, 80);
    private final JTextArea said = new JTextArea(2, 80);
    private final JProgressBar bar = new JProgressBar();
    private final JButton verify = new JButton("Verify");
    private final JButton selfTest = new JButton("Self-Test");
    private final JButton remove = new JButton("Remove...");
    private final JButton folder = new JButton("Open Folder");
    private final JButton cancel = new JButton("Cancel");
    private transient BarProgress progress;

    private ModelsWindow(ModelInventory inventory) {
        super("Diffusion Models");
        this.inventory = inventory;
        table.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        table.setPreferredScrollableViewportSize(new Dimension(640, 120));
        table.getSelectionModel().addListSelectionListener(event -> showDetails());
        for (JTextArea area : List.of(details, said)) {
            area.setEditable(false);
            area.setLineWrap(true);
            area.setWrapStyleWord(true);
        }
        said.setOpaque(false);
        verify.setToolTipText("Compares the files with the hashes in the model's description");
        selfTest.setToolTipText("Computes what the model computed where it was trained");
        verify.addActionListener(
                event -> check("verify", job -> ModelInventory.verify(selected(), job)));
        selfTest.addActionListener(
                event ->
                        check(
                                "self_test",
                                job -> ModelInventory.selfTest(selected(), TorchEngine.AUTO, job)));
        remove.addActionListener(event -> remove());
        folder.addActionListener(event -> openFolder());
        cancel.addActionListener(event -> progress.cancel());
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
        List.of(verify, selfTest, remove, folder, bar, cancel).forEach(buttons::add);
        JPanel lower = new JPanel(new BorderLayout());
        lower.add(buttons, BorderLayout.PAGE_START);
        lower.add(said, BorderLayout.CENTER);
        JPanel all = new JPanel(new BorderLayout(0, 6));
        all.setBorder(BorderFactory.createEmptyBorder(8, 8, 8, 8));
        all.add(
                new JSplitPane(
                        JSplitPane.VERTICAL_SPLIT,
                        new JScrollPane(table),
                        new JScrollPane(details)),
                BorderLayout.CENTER);
        all.add(lower, BorderLayout.PAGE_END);
        return all;
    }

    private void refresh() {
        try {
            rows.set(inventory.models(""));
        } catch (IOException e) {
            said.setText(e.getMessage());
        }
        if (rows.getRowCount() == 0) {
            details.setText("No model is installed: put model folders into " + where() + ".");
        } else {
            table.setRowSelectionInterval(0, 0);
        }
        setBusy(false);
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
            details.setText(ModelInventory.details(model) + "\nFolder: " + model.folder() + "\n");
            details.setCaretPosition(0);
        }
    }

    private void openFolder() {
        for (InstalledModel model : selected()) {
            try {
                Desktop.getDesktop().open(model.folder().toFile());
            } catch (IOException | UnsupportedOperationException e) {
                said.setText("The folder is " + model.folder());
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
            outcome = e.getMessage();
        }
        refresh();
        said.setText(outcome);
    }

    private static void record(String action, InstalledModel model) {
        if (Recorder.record) {
            Recorder.setCommand("Diffusion Models...");
            Recorder.recordOption("action", action);
            Recorder.recordOption("model", model.name());
            Recorder.saveCommand();
        }
    }

    /** A look at models, with one row for each. */
    private interface Check {
        ColumnTable run(BarProgress progress);
    }

    private void check(String action, Check check) {
        selected().forEach(model -> record(action, model));
        progress = new BarProgress(bar);
        setBusy(true);
        new SwingWorker<ColumnTable, Void>() {
            @Override
            protected ColumnTable doInBackground() {
                try (ProcessEnd.Job running = ProcessEnd.job(progress::cancel)) {
                    return check.run(progress);
                }
            }

            @Override
            protected void done() {
                setBusy(false);
                said.setText(outcome(this));
            }
        }.execute();
    }

    private static String outcome(SwingWorker<ColumnTable, Void> ended) {
        try {
            return ended.get().text(Map.of("Outcome", "")).strip();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (ExecutionException e) {
            return e.getCause() instanceof CancellationException
                    ? "Cancelled."
                    : e.getCause().getMessage();
        }
    }

    private void setBusy(boolean busy) {
        boolean any = rows.getRowCount() > 0;
        table.setEnabled(!busy);
        List.of(verify, selfTest, remove, folder).forEach(b -> b.setEnabled(any && !busy));
        bar.setVisible(busy);
        cancel.setVisible(busy);
        said.setText("");
    }
}
