import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What a strict XML parser finds in a page or a plot.
final class XMLTree: NSObject, XMLParserDelegate {
    private(set) var elementCounts: [String: Int] = [:]
    private(set) var text = ""
    private(set) var attributes: [(element: String, name: String, value: String)] = []
    private(set) var isWellFormed = false

    init(_ source: String) {
        super.init()
        let parser = XMLParser(data: Data(source.utf8))
        parser.delegate = self
        isWellFormed = parser.parse()
    }

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
        qualifiedName qName: String?, attributes attributeDict: [String: String]
    ) {
        elementCounts[elementName, default: 0] += 1
        attributes += attributeDict.map { (elementName, $0.key, $0.value) }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    /// The attributes of plots that must be numbers and are not.
    var badCoordinates: [String] {
        let numeric: Set = ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"]
        return attributes.filter { numeric.contains($0.name) && $0.element != "meta" }
            .filter { Double($0.value)?.isFinite != true }.map { "\($0.element) \($0.name)" }
            + attributes.filter { $0.element == "path" && $0.name == "d" }
            .filter { $0.value.contains("n") }.map(\.value)
    }
}
