import Experiments
import Testing

/// How words of YAML and of other programs are read.
@Suite struct RecipeWordsTests {
    private func message(_ yaml: String) -> String? {
        do {
            _ = try Recipe(yaml: yaml, file: "r")
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: ["true", "True", "TRUE", "yes", "Yes", "on", "ON"])
    func readsTruth(word: String) throws {
        #expect(try Recipe(yaml: "data: {flip: \(word)}", file: "r").data.isFlipped)
    }

    @Test(arguments: ["false", "False", "no", "NO", "off", "Off"])
    func readsFalsehood(word: String) throws {
        #expect(try !Recipe(yaml: "data: {flip: \(word)}", file: "r").data.isFlipped)
    }

    @Test(arguments: ["y", "n", "tRUE", "1"]) func refusesOtherWordsForTruth(word: String) {
        #expect(message("data: {flip: \(word)}")?.hasSuffix("it must be true or false") == true)
    }

    @Test(arguments: ["null", "Null", "NULL", "~"]) func readsNothing(word: String) throws {
        #expect(try Recipe(yaml: "pruning: \(word)", file: "r").pruning == nil)
    }

    @Test(arguments: [("1e2", 100), ("1.5e1", 15), ("2E3", 2000), ("7", 7)])
    func readsWholeNumbersWithAnExponent(text: String, number: Int) throws {
        #expect(try Recipe(yaml: "epochs: \(text)", file: "r").epochs == number)
    }

    @Test(arguments: ["010", "1.5", "1e-1", "1_0", "1e300"])
    func refusesWhatIsNoWholeNumber(text: String) {
        #expect(message("epochs: \(text)")?.contains("it must be a whole number") == true)
    }

    @Test(arguments: ["1e-4", "1E-4", "1.0e-4", "0.0001"])
    func readsScientificNumbers(text: String) throws {
        let recipe = try Recipe(yaml: "optimizer: {learningRate: \(text)}", file: "r")
        #expect(recipe.optimizer.learningRate == 1e-4)
    }

    @Test func readsATextOfWindows() throws {
        #expect(try Recipe(yaml: "\u{FEFF}epochs: 3\r\nseed: 4\r\n", file: "r").epochs == 3)
    }

    @Test(arguments: ForeignWords.keys.flatMap { row in row.words.map { ($0, row.key) } })
    func suggestsTheKeyOfAWordFromElsewhere(word: String, key: String) {
        #expect(
            message("\(word): 1") == "unknown key '\(word)' in r, line 1; did you mean '\(key)'?")
    }

    @Test(arguments: [
        ("pruning: {lr: 1}", "pruning.lr", "optimizer.learningRate"),
        ("optimizer: {sparsity: 1}", "optimizer.sparsity", "pruning.sparsity"),
        ("optimizer: {Weight_Decay: 1}", "optimizer.Weight_Decay", "optimizer.weightDecay"),
        ("nesterov: true", "nesterov", "optimizer.nesterov"),
    ])
    func suggestsTheKeyOfAnotherSection(yaml: String, key: String, nearest: String) {
        #expect(
            message(yaml) == "unknown key '\(key)' in r, line 1; did you mean '\(nearest)'?")
    }

    @Test(arguments: [
        ("ResNet18", "resnet18"), ("resnet-18", "resnet18"), ("bert-base-uncased", "bert-base"),
        ("mobilenet_v2", "mobilenet-v2"),
    ])
    func suggestsANetwork(name: String, nearest: String) {
        #expect(
            message("network: \(name)")
                == "'network' in r, line 1: there is no network '\(name)'; "
                + "did you mean '\(nearest)'?")
    }

    @Test(arguments: [
        ("magnitude", "gradual-magnitude"), ("gmp", "gradual-magnitude"), ("PDP", "pdp"),
        ("AC_DC", "ac-dc"),
    ])
    func suggestsAMethod(name: String, nearest: String) {
        #expect(
            message("pruning: {method: \(name)}")
                == "'pruning.method' in r, line 1: there is no method '\(name)'; "
                + "did you mean '\(nearest)'?")
    }
}
