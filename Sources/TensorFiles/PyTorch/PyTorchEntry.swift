/// One tensor of a checkpoint, without its elements.
public struct PyTorchEntry: StoredTensor, Equatable {
    /// The tensor's name.
    public let name: String
    /// The type of its elements.
    public let dtype: StoredType
    /// The sizes of its axes, outermost first; empty for a single number.
    public let shape: [Int]
    /// The number of elements.
    public let elementCount: Int

    /// How many elements of the storage lie between neighbours along each axis; 0 for axes of one
    /// element.
    let strides: [Int]
    /// The bytes of the file from the first to the last element.
    let byteRange: Range<Int>

    /// The size of the tensor's elements in bytes.
    public var byteCount: Int { elementCount * dtype.byteCount }

    /// Whether the elements stand in the file in row-major order without gaps.
    var isContiguous: Bool {
        if elementCount == 0 { return true }
        var expected = 1
        for (size, stride) in zip(shape, strides).reversed() where size != 1 {
            if stride != expected { return false }
            expected *= size
        }
        return true
    }

    /// Checks that a tensor lies in its storage, and the storage in the file.
    init(
        _ name: String, _ record: TensorRecord, in storage: StorageRecord, _ map: StorageMap
    ) throws(PyTorchProblem) {
        let bytes = try map.range(of: storage)
        guard let extent = Self.extent(of: record) else {
            throw .invalidLayout(tensor: name, shape: record.shape, strides: record.strides)
        }
        let type = record.type ?? storage.type
        let available = storage.byteCount / type.byteCount
        guard extent.end <= available else {
            throw .outsideStorage(
                tensor: name, end: extent.end, storage: storage.key, available: available)
        }
        self.name = name
        dtype = type
        shape = record.shape
        elementCount = extent.count
        strides = zip(record.shape, record.strides).map { $0 > 1 ? $1 : 0 }
        let start = bytes.lowerBound + extent.start * dtype.byteCount
        byteRange = start..<bytes.lowerBound + extent.end * dtype.byteCount
    }

    /// Returns the number of elements of a tensor and where the first one stands in the storage and
    /// the last one ends; `nil` for numbers that no tensor has.
    private static func extent(of record: TensorRecord) -> (count: Int, start: Int, end: Int)? {
        guard record.shape.count == record.strides.count, record.offset >= 0,
            record.shape.allSatisfy({ $0 >= 0 }), record.strides.allSatisfy({ $0 >= 0 })
        else { return nil }
        if record.shape.contains(0) { return (0, 0, 0) }
        var count = 1
        var last = record.offset
        for (size, stride) in zip(record.shape, record.strides) {
            let (newCount, countOverflow) = count.multipliedReportingOverflow(by: size)
            let (way, wayOverflow) = stride.multipliedReportingOverflow(by: size - 1)
            let (newLast, lastOverflow) = last.addingReportingOverflow(way)
            if countOverflow || wayOverflow || lastOverflow { return nil }
            (count, last) = (newCount, newLast)
        }
        guard last < .max, count <= .max / 8 else { return nil }
        return (count, record.offset, last + 1)
    }
}
