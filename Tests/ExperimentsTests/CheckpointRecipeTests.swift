import Experiments
import TestSupport
import Testing

/// The sections of a recipe about checkpoints, logs and the end of a run.
@Suite struct CheckpointRecipeTests {
    @Test(arguments: [
        ("500 steps", CheckpointInterval.steps(500), "500 steps"),
        ("1 step", .steps(1), "1 step"), ("90 seconds", .seconds(90), "90 seconds"),
        ("10 minutes", .seconds(600), "10 minutes"), ("1.5 hours", .seconds(5_400), "90 minutes"),
        ("0.5 seconds", .seconds(0.5), "0.5 seconds"), ("2 epochs", .epochs(2), "2 epochs"),
    ])
    func readsAndWritesIntervals(
        text: String, interval: CheckpointInterval, written: String
    ) throws {
        let recipe = try Recipe(yaml: "checkpoints: {every: \(text)}", file: "r")
        #expect(recipe.checkpoints.every == interval)
        #expect("\(interval)" == written)
        #expect(try Recipe(yaml: recipe.yaml, file: "r") == recipe)
    }

    @Test(arguments: [
        (
            "checkpoints: {every: 0 steps}",
            "'checkpoints.every' is '0 steps' in r, line 1; it must be a number of "
                + "steps, seconds, minutes, hours or whole epochs above 0, of seconds at least 0.1, such as "
                + "'500 steps', '10 minutes' or '5 epochs'"
        ),
        (
            "checkpoints: {every: 1.5 epochs}",
            "'checkpoints.every' is '1.5 epochs' in r, line 1; it must be a number of "
                + "steps, seconds, minutes, hours or whole epochs above 0, of seconds at least 0.1, such as "
                + "'500 steps', '10 minutes' or '5 epochs'"
        ),
        (
            "checkpoints: {every: 1e-9 seconds}",
            "'checkpoints.every' is '1e-9 seconds' in r, line 1; it must be a number of "
                + "steps, seconds, minutes, hours or whole epochs above 0, of seconds at least 0.1, such as "
                + "'500 steps', '10 minutes' or '5 epochs'"
        ),
        (
            "checkpoints: {keep: 0}",
            "'checkpoints.keep' is 0 in r, line 1; it must be a whole number from 1 to 1000"
        ),
        (
            "earlyStop: {patience: 100 steps}",
            "'earlyStop.patience' is '100 steps' in r, line 1; it must be a time above 0, such as '5 epochs' or "
                + "'10 %'"
        ),
        ("result: first", "'result' is 'first' in r, line 1; it must be one of last, best"),
        (
            "log: {to: [tensorbord]}",
            "'log.to' is 'tensorbord' in r, line 1; it must be a list of tensorboard, csv, mlflow"
        ),
    ])
    func refuses(yaml: String, text: String) {
        #expect(message { _ = try Recipe(yaml: yaml, file: "r") } == text)
    }

    /// Recipes of runs that use none of it stay as they were, and so do the models with them inside.
    @Test func writesNothingThatIsNotSaid() throws {
        let yaml = try Recipe(yaml: "{}", file: "r").yaml
        for key in ["checkpoints", "log", "earlyStop", "result"] {
            #expect(!yaml.contains("\(key):"))
        }
    }
}
