import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The texts of a plot that are seen without a pointer, with the room that they take in a narrow
/// font: what covers something here does so in every font.
final class PlotTexts: NSObject, XMLParserDelegate {
    /// A text and the rectangle around it.
    struct Entry {
        let text: String
        let cssClass: String
        let left: Double
        let right: Double
        let baseline: Double

        var height: Double { 9 }

        func covers(_ other: Entry) -> Bool {
            left < other.right && other.left < right && abs(baseline - other.baseline) < height
        }
    }

    /// A straight part of a line of data.
    typealias Segment = (x1: Double, y1: Double, x2: Double, y2: Double)

    private(set) var texts: [Entry] = []
    private(set) var segments: [Segment] = []
    private(set) var width = 0.0
    private(set) var isWellFormed = false
    private var attributes: [String: String] = [:]
    private var text: String?
    private var hiddenDepth = 0

    init(_ source: String) {
        super.init()
        let parser = XMLParser(data: Data(source.utf8))
        parser.delegate = self
        isWellFormed = parser.parse()
    }

    /// The pairs of texts that cover one another.
    var collisions: [String] {
        texts.indices.flatMap { first in
            texts.indices.dropFirst(first + 1).filter { texts[first].covers(texts[$0]) }
                .map { "'\(texts[first].text)' and '\(texts[$0].text)'" }
        }
    }

    /// The texts that leave the picture to the left or right. SVG files have a margin of 16 pixels.
    var cut: [String] {
        texts.filter { $0.left < -16 || $0.right > width - 16 }.map(\.text)
    }

    /// The texts that a line of data runs through.
    var crossed: [String] {
        texts.filter { entry in
            segments.contains { line in
                (0...200).contains { step in
                    let share = Double(step) / 200
                    let x = line.x1 + share * (line.x2 - line.x1)
                    let y = line.y1 + share * (line.y2 - line.y1)
                    return x > entry.left && x < entry.right && y < entry.baseline
                        && y > entry.baseline - entry.height
                }
            }
        }.map(\.text)
    }

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
        qualifiedName qName: String?, attributes attributeDict: [String: String]
    ) {
        if elementName == "svg" { width = Double(attributeDict["width"] ?? "") ?? 0 }
        if hiddenDepth > 0 || attributeDict["class"] == "tip" { hiddenDepth += 1 }
        if hiddenDepth == 0, elementName == "text" {
            (attributes, text) = (attributeDict, "")
        }
        if hiddenDepth == 0, elementName == "path",
            attributeDict["class"]?.hasPrefix("line") == true
        {
            segments += Self.segments(of: attributeDict["d"] ?? "")
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text? += string }

    func parser(
        _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
        qualifiedName qName: String?
    ) {
        if hiddenDepth > 0 {
            hiddenDepth -= 1
        } else if elementName == "text", let text {
            texts.append(entry(text))
            self.text = nil
        }
    }

    private func entry(_ text: String) -> Entry {
        let cssClass = attributes["class"] ?? ""
        let classes = cssClass.split(separator: " ")
        let size = classes.contains("small") ? 11.0 : 12
        let isMonospaced = classes.contains("name")
        let width = text.reduce(0) { $0 + size * Self.width(of: $1, isMonospaced: isMonospaced) }
        let x = Double(attributes["x"] ?? "") ?? .nan
        let left =
            classes.contains("end") ? x - width : classes.contains("middle") ? x - width / 2 : x
        return Entry(
            text: text, cssClass: cssClass, left: left, right: left + width,
            baseline: Double(attributes["y"] ?? "") ?? .nan)
    }

    /// The width of a letter of Liberation Sans or DejaVu Sans Mono, about, as a share of the size.
    private static func width(of character: Character, isMonospaced: Bool) -> Double {
        if character.unicodeScalars.contains(where: { $0.value > 0x2E80 }) { return 1 }
        if isMonospaced { return 0.6 }
        return "iljtfI.,:;'|!()[] ".contains(character) ? 0.27 : 0.54
    }

    private static func segments(of path: String) -> [Segment] {
        path.split(separator: "M").flatMap { run -> [Segment] in
            let points = run.split { "LHV".contains($0) }.compactMap { pair -> (Double, Double)? in
                let numbers = pair.split(separator: " ").compactMap { Double($0) }
                return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
            }
            return zip(points, points.dropFirst()).map { ($0.0, $0.1, $1.0, $1.1) }
        }
    }
}
