import Datasets
import Files
import Layers
import Models
import Training

/// What Hugging Face's library wants beside the weights of a BERT network.
extension TrainingRun {
    /// The sizes of a network that its name does not tell, as they are kept in the model file.
    var configuration: String? {
        get throws {
            guard recipe.network == LanguageNetwork.configurable else { return nil }
            return try (trainer.network as? BERTClassifier)?.configuration
                .json(classNames: data.classNames, precision: recipe.precision.rawValue)
        }
    }

    /// Writes `config.json`, `vocab.txt` and `tokenizer_config.json`, so that
    /// `AutoModelForSequenceClassification.from_pretrained` and `AutoTokenizer.from_pretrained` read
    /// the folder of the run; nothing for other networks.
    func writeFilesOfTransformers() throws {
        guard let bert = trainer.network as? BERTClassifier else { return }
        let json = try bert.configuration.json(
            classNames: data.classNames, precision: recipe.precision.rawValue)
        try AtomicFile.write(json.utf8, to: folder.networkConfiguration)
        guard case .text(let text) = data.input, let vocabulary = data.vocabularyPath else {
            return
        }
        try AtomicFile.write(readFile(at: vocabulary), to: folder.vocabulary)
        try AtomicFile.write(
            "{\"do_lower_case\": \(!text.isCased), \"tokenizer_class\": \"BertTokenizer\"}\n".utf8,
            to: folder.tokenizerConfiguration)
    }
}
