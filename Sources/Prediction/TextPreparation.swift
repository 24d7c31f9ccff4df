import Datasets
import Files
import Graphs

/// Makes of sentences what a network of BERT's kind takes.
struct TextPreparation: Sendable {
    private let tokenizer: WordPieceTokenizer
    private let maximumLength: Int

    /// Reads the tokens.
    ///
    /// - Parameters:
    ///   - input: What the model says of its sentences.
    ///   - path: The file of the tokens.
    ///   - model: What errors call the model.
    /// - Throws: ``ClassifierError/missingVocabulary(path:)``,
    ///   ``ClassifierError/otherVocabulary(path:found:allowed:model:)`` and what reading it throws.
    init(_ input: TextInput, vocabulary path: String, model: String) throws {
        guard status(ofFile: FilePath(path)) != nil else {
            throw ClassifierError.missingVocabulary(path: path)
        }
        let vocabulary = try Vocabulary(path: path)
        guard try Checksum(ofFile: path).digits == input.vocabularyChecksum else {
            throw ClassifierError.otherVocabulary(
                path: path, found: vocabulary.tokens.count, allowed: input.vocabularySize,
                model: model)
        }
        tokenizer = WordPieceTokenizer(vocabulary: vocabulary, isCased: input.isCased)
        maximumLength = input.maximumLength
    }

    /// The tokens of a sentence or a pair, cut to the length of the model.
    func encode(_ first: String, _ second: String?) -> EncodedText {
        tokenizer.encode(first, second, maximumLength: maximumLength)
    }

    /// The least length that is prepared for sentences of `count` tokens: a power of two, so that few
    /// networks are compiled, and at most that of the model.
    func length(for count: Int) -> Int {
        var length = 16
        while length < count { length *= 2 }
        return min(length, maximumLength)
    }

    /// The inputs by the names of Hugging Face, each `[1, length]`, filled up with padding.
    func tensors(of text: EncodedText, length: Int) -> [String: TensorData] {
        func row(_ values: [Int], padding: Int) -> TensorData {
            let filling = repeatElement(padding, count: length - values.count)
            return TensorData(integers: values + filling, shape: [1, length])
        }
        return [
            "input_ids": row(
                text.tokenIDs.map { Int($0) }, padding: Int(tokenizer.vocabulary.paddingID)),
            "token_type_ids": row(text.typeIDs.map { Int($0) }, padding: 0),
            "attention_mask": row(text.tokenIDs.map { _ in 1 }, padding: 0),
        ]
    }
}
