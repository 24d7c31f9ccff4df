import Experiments
import TestSupport
import Testing

/// What the keys of a recipe refuse, one value beyond each end of their range.
@Suite struct RecipeRangeTests {
    static let data: [(String, String, String)] = [
        ("trainingCount: -1", "trainingCount' is -1", "a whole number at least 0"),
        ("testCount: 0.5", "testCount' is 0.5", "a whole number at least 0"),
        (
            "kind: folders, maximumLength: 5", "maximumLength' is 5",
            "left out where 'data.kind' is folders"
        ),
        ("columns: a", "columns' is 'a'", "a mapping"),
        ("trainingFile: [a]", "trainingFile' is a list", "a path"),
        ("testFile: {a: b}", "testFile' is a mapping", "a path"),
        ("vocabulary: [a]", "vocabulary' is a list", "a path"),
        ("cased: 1", "cased' is 1", "true or false"),
        ("maximumLength: 2", "maximumLength' is 2", "a whole number from 3 to 4096"),
    ]

    static let optimizer: [(String, String, String)] = [
        ("momentum: 1", "momentum' is 1", "a number at least 0 and below 1"),
        ("momentum: -0.1", "momentum' is -0.1", "a number at least 0 and below 1"),
        ("nesterov: maybe", "nesterov' is 'maybe'", "true or false"),
        ("kind: adamw, beta1: 1", "beta1' is 1", "a number at least 0 and below 1"),
        ("kind: adamw, beta2: -1", "beta2' is -1", "a number at least 0 and below 1"),
        ("kind: adamw, epsilon: 0", "epsilon' is 0", "a number above 0"),
        (
            "kind: adamw, nesterov: true", "nesterov' is 'true'",
            "left out where 'optimizer.kind' is adamw"
        ),
        ("beta2: 0.9", "beta2' is 0.9", "left out where 'optimizer.kind' is sgd"),
        ("epsilon: 1e-8", "epsilon' is 1e-8", "left out where 'optimizer.kind' is sgd"),
        ("decayAll: some", "decayAll' is 'some'", "true or false"),
        ("accumulation: 0", "accumulation' is 0", "a whole number from 1 to 100000"),
        ("gradientNorm: -1", "gradientNorm' is -1", "a number at least 0"),
        (
            "schedule: {shape: round}", "schedule.shape' is 'round'",
            "one of cosine, linear, step, constant"
        ),
        ("schedule: {warmUpEpochs: -1}", "schedule.warmUpEpochs' is -1", "a number at least 0"),
        ("schedule: {stepEpochs: 0}", "schedule.stepEpochs' is 0", "a number above 0"),
        (
            "schedule: {stepFactor: 2}", "schedule.stepFactor' is 2",
            "a number above 0 and at most 1"
        ),
    ]

    static let pruning: [(String, String, String)] = [
        ("rampEpochs: 0", "rampEpochs' is 0", "a number above 0"),
        ("rampEpochs: .inf", "rampEpochs' is '.inf'", "a number above 0"),
        ("batchNormBatches: -1", "batchNormBatches' is -1", "a whole number at least 0"),
        ("plan: [a]", "plan' is a list", "a path"),
        ("preset: mine", "preset' is 'mine'", "one of default, paper"),
        (
            "preset: paper, method: ste", "preset' is 'paper'",
            "default where 'pruning.method' is not pdp"
        ),
        (
            "allocation: explicit", "allocation' is 'explicit'",
            "another one where 'pruning.layers' is empty"
        ),
        (
            "allocation: explicit, layers: {'*': 0.5}, maximumSparsity: 0.9",
            "maximumSparsity' is 0.9", "left out where 'pruning.allocation' is explicit"
        ),
        (
            "target: {multiplyAdds: 0.5, parameters: 9}", "target' is a mapping",
            "one of multiplyAdds, parameters, megabytes with its value"
        ),
        ("target: {megabytes: 0}", "target.megabytes' is 0", "a number above 0"),
        (
            "target: {parameters: 0.5}, sparsity: 0.5", "sparsity' is 0.5",
            "left out where 'pruning.target' is given"
        ),
        (
            "target: {parameters: 0.5}, pattern: '2:4'", "target' is a mapping",
            "left out where the pattern or the allocation says the zeros of each layer"
        ),
        (
            "target: {parameters: 0.5}, pattern: channels, couplings: false",
            "target' is a mapping", "left out where 'pruning.couplings' is false"
        ),
        (
            "thin: true", "thin' is 'true'",
            "left out where 'pruning.pattern' is not channels, taken out together"
        ),
        ("pattern: channels, multiple: 0", "multiple' is 0", "a whole number from 1 to 1024"),
    ]

    static let whole: [(String, String, String)] = [
        ("initialWeights: [a]", "initialWeights' is a list", "a path"),
        ("partialWeights: 2", "partialWeights' is 2", "true or false"),
        ("distillation: {weight: 1}", "distillation.teacher' is missing", "a text"),
        (
            "distillation: {teacher: t, weight: 0}", "distillation.weight' is 0",
            "a number above 0 and at most 1"
        ),
        (
            "distillation: {teacher: t, temperature: 0}", "distillation.temperature' is 0",
            "a number above 0"
        ),
    ]

    private func refuses(_ yaml: String, key: String, _ found: String, _ allowed: String) {
        let text = message { _ = try Recipe(yaml: yaml, file: "r.yaml") }
        #expect(text == "'\(key)\(found) in r.yaml, line 1; it must be \(allowed)")
    }

    @Test(arguments: data) func refusesOfData(yaml: String, found: String, allowed: String) {
        refuses("data: {\(yaml)}", key: "data.", found, allowed)
    }

    @Test(arguments: optimizer)
    func refusesOfTheOptimizer(yaml: String, found: String, allowed: String) {
        refuses("optimizer: {\(yaml)}", key: "optimizer.", found, allowed)
    }

    @Test(arguments: pruning) func refusesOfPruning(yaml: String, found: String, allowed: String) {
        refuses("pruning: {\(yaml)}", key: "pruning.", found, allowed)
    }

    @Test(arguments: whole) func refusesOfTheRest(yaml: String, found: String, allowed: String) {
        refuses(yaml, key: "", found, allowed)
    }
}
