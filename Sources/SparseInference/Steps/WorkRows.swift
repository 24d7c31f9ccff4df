/// The rows of a loop, cut or gathered into parts that are worth a thread.
struct WorkRows: Sendable {
    let loop: StridedLoop
    private let rowsOfPart: Int
    private let chunksOfRow: Int

    /// The elements of a part: more than a thread computes in the time it takes to claim one.
    private static let partSize = 8_192

    init(_ loop: StridedLoop) {
        self.loop = loop
        rowsOfPart = max(1, Self.partSize / max(loop.rowLength, 1))
        chunksOfRow = max(1, (loop.rowLength + Self.partSize - 1) / Self.partSize)
    }

    /// The number of parts.
    var partCount: Int {
        (loop.rowCount + rowsOfPart - 1) / rowsOfPart * chunksOfRow
    }

    /// Calls `body` with the place of each row of a part in each view, and the elements of it.
    func forEachRow(
        ofPart part: Int,
        _ body: (_ places: UnsafeMutablePointer<Int>, _ elements: Range<Int>) -> Void
    ) {
        let (rows, chunk) = part.quotientAndRemainder(dividingBy: chunksOfRow)
        let end = min(loop.rowCount, (rows + 1) * rowsOfPart)
        let elements = chunk * Self.partSize..<min(loop.rowLength, (chunk + 1) * Self.partSize)
        let whole = chunksOfRow == 1 ? 0..<loop.rowLength : elements
        loop.forEachRow(in: rows * rowsOfPart..<end) { body($0, whole) }
    }
}
