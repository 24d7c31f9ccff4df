import Experiments
import TestSupport
import Testing
import Training

/// Runs with weights of classes, balanced classes and changed images and batches.
@Suite struct AugmentationRunTests {
    let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    private func recipe(_ yaml: String) throws -> Recipe {
        let read = try Recipe(yaml: yaml, file: "r")
        var recipe = runs.recipe(method: "pdp")
        recipe.augmentation = read.augmentation
        recipe.classWeights = read.classWeights
        recipe.data.randAugment = read.data.randAugment
        recipe.data.sampling = read.data.sampling
        return recipe
    }

    @Test(arguments: [
        "augmentation: {mixUp: 0.4, cutMix: 1, erasing: 0.5}", "classWeights: balanced",
        "classWeights: {'3': 5, '4': 0}",
        "data: {randAugment: {magnitude: 20}, sampling: balanced}",
    ])
    func goesOnExactly(yaml: String) throws {
        let recipe = try recipe(yaml)
        #expect(try Recipe(yaml: recipe.yaml, file: "r") == recipe)
        try runs.run(runs.recipe(method: "pdp"), in: "plain")
        try runs.run(recipe, in: "whole")
        _ = message { try runs.run(recipe, in: "parts", stoppingAfter: 5) }
        try runs.run(recipe, in: "parts", resuming: true)
        #expect(try runs.model("parts") == runs.model("whole"))
        // The sample has as many examples of each class.
        if yaml != "classWeights: balanced" {
            #expect(try runs.model("plain") != runs.model("whole"))
        }
    }

    @Test(arguments: [
        (
            "classWeights: {cat: 2}",
            "'classWeights' is of the class 'cat' in the recipe; it must be of the classes of the data, "
                + "such as '0'"
        )
    ])
    func refusesClassesThatAreNone(yaml: String, text: String) throws {
        let recipe = try recipe(yaml)
        #expect(message { try runs.run(recipe, in: "run") } == text)
    }

    @Test(arguments: [
        (
            "classWeights: {}",
            "'classWeights' is a mapping in r, line 1; it must be 'balanced', or numbers of one class or more"
        ),
        (
            "classWeights: {'3': 1e99}",
            "'classWeights.3' is 1e99 in r, line 1; it must be a number from 0 to 1000000"
        ),
        (
            "classWeights: 3",
            "'classWeights' is 3 in r, line 1; it must be 'balanced', or a mapping from names of classes "
                + "to numbers from 0 to 1,000,000"
        ),
        (
            "augmentation: {mixUp: 4}",
            "'augmentation.mixUp' is 4 in r, line 1; it must be a number from 0 to 3"
        ),
        (
            "task: regression\nclassWeights: balanced",
            "'classWeights' is 'balanced' in r, line 2; it must be left out where 'task' is regression"
        ),
    ])
    func refuses(yaml: String, text: String) {
        #expect(message { _ = try Recipe(yaml: yaml, file: "r") } == text)
    }
}
