import Foundation

/// Cuts text into words and punctuation the way BERT's basic tokenizer does: the plain reference,
/// one step after the other.
///
/// 1. Drop control characters; 2. put spaces around Chinese characters; 3. unless cased, decompose
/// (NFD), drop accents and turn to lower case, scalar by scalar; 4. cut at spaces and around
/// punctuation.
///
/// Lower case ignores the context, as in the Rust library `tokenizers`: a final `Σ` becomes `σ`
/// where the older Python code made it `ς`.
struct BasicTokenizer: Sendable {
    /// Whether case and accents are kept.
    let isCased: Bool

    /// Returns the words of a text; none is empty.
    func words(of text: String) -> [String] {
        var scalars = spaced(text.unicodeScalars.filter { !$0.isDroppedByBERT })
        if !isCased {
            scalars = decomposed(scalars).filter { !$0.isAccentForBERT }
                .flatMap { $0.properties.lowercaseMapping.unicodeScalars }
        }
        return split(scalars)
    }

    private func spaced(_ scalars: String.UnicodeScalarView) -> [Unicode.Scalar] {
        scalars.flatMap { $0.isChineseForBERT ? [" ", $0, " "] : [$0] }
    }

    /// Returns the canonical decomposition of the scalars that BERT's library knows.
    private func decomposed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var run = String.UnicodeScalarView()
        for scalar in scalars {
            if scalar.isDecomposedByBERT {
                run.append(scalar)
            } else {
                result += String(run).decomposedStringWithCanonicalMapping.unicodeScalars
                result.append(scalar)
                run = String.UnicodeScalarView()
            }
        }
        return result + String(run).decomposedStringWithCanonicalMapping.unicodeScalars
    }

    private func split(_ scalars: [Unicode.Scalar]) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func end() {
            if !word.isEmpty { words.append(String(word)) }
            word = String.UnicodeScalarView()
        }
        for scalar in scalars {
            if scalar.isSpaceForBERT {
                end()
            } else if scalar.isPunctuationForBERT {
                end()
                words.append(String(scalar))
            } else {
                word.append(scalar)
            }
        }
        end()
        return words
    }
}
