package io.github.trocr4j.run;

import io.github.trocr4j.DigitReader;
import io.github.trocr4j.data.Digits;
import io.github.trocr4j.report.RunContents;
import io.github.trocr4j.report.RunFolder;
import io.github.trocr4j.report.RunPage;
import java.io.IOException;
import java.util.function.IntConsumer;

/** The files of a run that are made after its last step: figures of the best model on the test strips, pictures, page. */
public final class RunResults {
    private RunResults() {}

    /** Reads the test strips with the best model as any other program would, from its folder. */
    static EvaluationResult write(RunFolder folder, Digits digits, IntConsumer read) throws IOException {
        try (DigitReader reader = DigitReader.load(folder.best())) {
            EvaluationResult result =
                    EvaluationResult.of(reader, folder.best().toString(), digits.testStrips(), digits.source(), read);
            folder.write(folder.evaluationText(), result.text());
            folder.write(folder.evaluationJson(), result.json() + "\n");
            folder.write(folder.readings(), EvaluationPictures.mixed(result));
            EvaluationPictures.writeErrors(folder.errors(), result);
            folder.write(
                    folder.reportData(),
                    EvaluationPictures.shown(result, reader).json());
            writePage(folder);
            return result;
        }
    }

    /** Makes report.html from what is in the folder, or makes it again. */
    public static void writePage(RunFolder folder) throws IOException {
        folder.write(folder.report(), RunPage.html(RunContents.of(folder.root()), Version.program()));
    }
}
