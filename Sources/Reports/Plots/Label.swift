/// A line of text in a plot, and the room that it takes.
struct Label: Sendable {
    /// On which side of its position the text stands.
    enum Anchor: Sendable {
        /// To the right.
        case start
        /// On both sides.
        case middle
        /// To the left.
        case end
    }

    /// What is written.
    var text: String
    /// The pixel that ``anchor`` is about.
    var x: Double
    /// The pixel of the line that the letters stand on.
    var baseline: Double
    /// On which side of ``x`` the text stands.
    var anchor: Anchor = .start
    /// The face of the letters.
    var face: TextFace = .plain
    /// Further classes, such as a color.
    var cssClass = ""

    /// The rectangle that the letters fill.
    var box: Box {
        let width = face.width(of: text)
        let left =
            switch anchor {
            case .start: x
            case .middle: x - width / 2
            case .end: x - width
            }
        return Box(left: left, top: baseline - 10, right: left + width, bottom: baseline + 3)
    }

    var markup: Markup {
        let side =
            switch anchor {
            case .start: ""
            case .middle: "middle"
            case .end: "end"
            }
        let classes = [face.cssClass, side, cssClass].filter { !$0.isEmpty }.joined(separator: " ")
        return .label(text, at: (x, baseline), classes.isEmpty ? nil : classes)
    }

    /// The label moved to the right or left so that it stays between `left` and `right`.
    func moved(between left: Double, and right: Double) -> Label {
        var label = self
        label.x += max(0, left - box.left)
        label.x -= max(0, label.box.right - right)
        return label
    }
}

/// A rectangle of a plot, in pixels from its upper left corner.
struct Box: Sendable, Equatable {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    /// Whether some of each rectangle lies in the other one.
    func intersects(_ other: Box) -> Bool {
        left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }

    /// Whether a line from `start` to `end` touches the rectangle.
    func isCrossed(from start: (x: Double, y: Double), to end: (x: Double, y: Double)) -> Bool {
        // The part of the line, from 0 to 1, that is inside both pairs of sides.
        var (first, last) = (0.0, 1.0)
        for (from, to, low, high) in [
            (start.x, end.x, left, right), (start.y, end.y, top, bottom),
        ] {
            if from == to {
                if from < low || from > high { return false }
                continue
            }
            let (a, b) = ((low - from) / (to - from), (high - from) / (to - from))
            (first, last) = (max(first, min(a, b)), min(last, max(a, b)))
        }
        return first <= last
    }
}
