/// The faces of the text in plots, with their widths: guesses on the safe side, for the renderer,
/// not we, knows the font. DejaVu Sans is the widest of the fonts that ``PlotStyle`` may get.
enum TextFace: Sendable {
    /// Sans-serif, 12 pixels.
    case plain
    /// Sans-serif, 12 pixels, half bold.
    case strong
    /// Sans-serif, 11 pixels.
    case small
    /// Monospaced, 12 pixels.
    case name

    /// The classes of ``PlotStyle`` that give text this face.
    var cssClass: String {
        switch self {
        case .plain: ""
        case .strong: "strong"
        case .small: "small"
        case .name: "name"
        }
    }

    /// Returns the width of `text` in pixels.
    func width(of text: String) -> Double {
        switch self {
        case .plain: text.reduce(0) { $0 + $1.plainWidth }
        case .strong: 1.12 * TextFace.plain.width(of: text)
        case .small: 11.0 / 12 * TextFace.plain.width(of: text)
        case .name: text.reduce(0) { $0 + ($1.isWide ? 13 : 7.3) }
        }
    }

    /// Returns `text`, with an ellipsis in place of its middle where it is wider than `width`.
    func fitted(_ text: String, to width: Double) -> String {
        guard self.width(of: text) > width else { return text }
        // No letter is narrower than three pixels.
        let longest = min(text.count, Int(max(0, width) / 3))
        let lengths = stride(from: longest, to: 0, by: -1)
        return lengths.lazy.map { text.shortened(to: $0) }.first { self.width(of: $0) <= width }
            ?? ""
    }
}

extension Character {
    /// The width in the 12-pixel sans-serif face.
    fileprivate var plainWidth: Double {
        if isWide { return 13 }
        if "iljtfI.,:;'|!()[] ·\u{202F}".contains(self) { return 4.8 }
        if "mwMW@%—…→".contains(self) { return 12 }
        return isUppercase ? 9 : 7.8
    }

    /// Whether the character is as wide as it is high, as those of Chinese and most pictures are.
    fileprivate var isWide: Bool {
        unicodeScalars.contains { scalar in
            scalar.properties.isEmojiPresentation || Self.wideRanges.contains { $0 ~= scalar.value }
        }
    }

    /// The blocks of Unicode whose letters East Asian fonts draw in full width.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD,
    ]
}
