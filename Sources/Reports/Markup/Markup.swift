import Foundation

/// A piece of XML that is well-formed by construction and that browsers also read as HTML.
///
/// Text and attribute values are escaped where they enter, so a name such as `<b>` from outside is
/// shown and never obeyed.
struct Markup: Sendable {
    let source: String

    static let empty = Markup(source: "")

    /// Text between tags.
    static func text(_ string: String) -> Markup { Markup(source: escaped(string)) }

    /// The content of a style element, which HTML does not unescape.
    ///
    /// - Precondition: `css` is ours and holds neither `<` nor `&`.
    static func style(_ css: String) -> Markup {
        precondition(!css.contains("<") && !css.contains("&"), "style sheet needs escaping")
        return Markup(source: "<style>\n" + css + "</style>")
    }

    /// An element; attributes that are `nil` are left out.
    static func element(
        _ name: String, _ attributes: KeyValuePairs<String, String?> = [:],
        _ children: [Markup] = []
    ) -> Markup {
        var source = "<" + name
        for case (let key, let value?) in attributes {
            source += " " + key + "=\"" + escaped(value) + "\""
        }
        if children.isEmpty, emptyElements.contains(name) { return Markup(source: source + "/>") }
        source += ">"
        for child in children { source += child.source }
        return Markup(source: source + "</" + name + ">")
    }

    /// An element that holds only text.
    static func element(
        _ name: String, _ attributes: KeyValuePairs<String, String?> = [:], text: String
    ) -> Markup {
        element(name, attributes, [.text(text)])
    }

    /// A table that is moved by itself where the page is narrow.
    ///
    /// - Parameters:
    ///   - head: The cells of the first row.
    ///   - rows: The other rows.
    ///   - name: What it is called for those who hear the page.
    /// - Returns: The table in an element that scrolls.
    static func table(head: [Markup], rows: [Markup], name: String) -> Markup {
        element(
            "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": name],
            [
                element(
                    "table", [:],
                    [
                        element("thead", [:], [element("tr", [:], head)]),
                        element("tbody", [:], rows),
                    ])
            ])
    }

    /// A link to a file by its path from the folder of the page.
    static func link(to path: String, text: String) -> Markup {
        let parts = path.split(separator: "/").map { part in
            part.addingPercentEncoding(withAllowedCharacters: .urlPathPartAllowed) ?? ""
        }
        // The first part must not be taken for the scheme of an address.
        return element("a", ["href": "./" + parts.joined(separator: "/")], text: text)
    }

    /// Elements that may end in `/>`. HTML takes `<div/>` for an open tag, so others may not.
    private static let emptyElements: Set<String> = [
        "meta", "br", "rect", "line", "path", "circle",
    ]

    /// Returns `string` as it may stand in text and in quoted attributes. Characters that XML
    /// forbids become U+FFFD.
    static func escaped(_ string: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in string.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            case "\t", "\n": result.append(scalar)
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}":
                result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

extension CharacterSet {
    /// What stands for itself in a part of a path, whatever the reader of the address.
    fileprivate static let urlPathPartAllowed = CharacterSet(
        charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
}

extension Double {
    /// The number as an SVG coordinate, to a hundredth of a pixel.
    ///
    /// - Precondition: The number is finite; ``LinearScale`` gives no other.
    var pixels: String {
        precondition(isFinite, "coordinate is not finite")
        let rounded = (self * 100).rounded() / 100
        return rounded == rounded.rounded() && abs(rounded) < 1e9
            ? String(Int(rounded)) : String(rounded)
    }
}
