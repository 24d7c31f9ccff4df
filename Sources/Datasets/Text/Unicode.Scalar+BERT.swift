/// The classes of characters of BERT's basic tokenizer, as the Rust library `tokenizers` has them.
///
/// That library classifies by Unicode 8 and decomposes by Unicode 12; scalars assigned later count
/// as unassigned there, and so they do here, whichever version the standard library knows. Lower
/// case follows the newest version on both sides; it differs at most for letters that one of them
/// does not know yet.
///
/// Source: Devlin et al., "BERT", 2019, arXiv:1810.04805, `tokenization.py`; the differences from
/// it are those of the crates `unicode_categories` 0.1.1 and `unicode-normalization-alignments`
/// 0.1.12.
extension Unicode.Scalar {
    /// Whether the scalar is dropped: NUL, the replacement character, control and format characters
    /// and private use, but neither tabs nor line ends.
    var isDroppedByBERT: Bool {
        switch self {
        case "\t", "\n", "\r": return false
        case "\u{0}", "\u{FFFD}": return true
        default:
            let category = categoryInUnicode8
            return category == .control || category == .format || category == .privateUse
        }
    }

    /// Whether the scalar ends a word and vanishes.
    var isSpaceForBERT: Bool {
        properties.isWhitespace
    }

    /// Whether the scalar is a word by itself as a Chinese character: the ideographs, but neither
    /// Hangul nor Kana.
    var isChineseForBERT: Bool {
        switch value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F,
            0x2B740...0x2B81F, 0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }

    /// Whether the scalar is a word by itself as punctuation; in ASCII, symbols such as `$` and `^`
    /// are too.
    var isPunctuationForBERT: Bool {
        if isASCII { return (0x21...0x7E).contains(value) && !isASCIILetterOrDigit }
        switch categoryInUnicode8 {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
            .initialPunctuation, .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }

    /// Whether the scalar is dropped as an accent after decomposition.
    var isAccentForBERT: Bool {
        categoryInUnicode8 == .nonspacingMark
    }

    /// Whether the scalar is decomposed at all.
    var isDecomposedByBERT: Bool {
        isASCII || (properties.age.map { $0.major <= 12 } ?? false)
    }

    private var isASCIILetterOrDigit: Bool {
        ("0"..."9").contains(self) || ("A"..."Z").contains(self) || ("a"..."z").contains(self)
    }

    /// The general category in Unicode 8; seven scalars have changed theirs since.
    private var categoryInUnicode8: Unicode.GeneralCategory {
        switch value {
        case 0x166D, 0x111C9: .otherPunctuation
        case 0x1734, 0x1171E: .nonspacingMark
        case 0x1885, 0x1886: .otherLetter
        case 0xA9BD: .spacingMark
        default:
            properties.age.map { $0.major <= 8 } ?? false
                ? properties.generalCategory : .unassigned
        }
    }
}
