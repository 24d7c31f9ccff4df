/// Where the lanes of each input of a product begin, in elements from those of the first one.
enum InputPlaces: Sendable {
    /// Planes or rows of a value, so far apart.
    case planes(distance: Int)
    /// Rows of a panel, which has one for each input of a block.
    case panel(blockDepth: Int, distance: Int)
    /// The taps of padded planes.
    case taps(planeDistance: Int, offsets: [Int])

    /// Whether planes are padded.
    var areTaps: Bool { if case .taps = self { true } else { false } }

    subscript(input: Int) -> Int {
        switch self {
        case .planes(let distance): input * distance
        case .panel(let blockDepth, let distance): input % blockDepth * distance
        case .taps(let planeDistance, let offsets):
            input / offsets.count * planeDistance + offsets[input % offsets.count]
        }
    }
}
