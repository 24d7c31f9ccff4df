extension SafetensorsHeader {
    /// A tensor as a header describes it.
    enum Described {
        case usable(SafetensorsEntry)
        /// A tensor of an unknown type, and where its bytes stand.
        case unusable(UnusableTensor, Range<Int>)
    }

    /// Reads the description of one tensor and checks everything about it but its place.
    ///
    /// - Returns: The tensor and where its bytes stand; how many it must have is known, and checked,
    ///   for known types alone.
    static func entry(
        named name: String, _ scanner: inout HeaderScanner
    ) throws(FormatProblem) -> Described {
        var type: String?
        var shape: [Int]?
        var offsets: Range<Int>?
        var keys: Set<String> = []
        var hasMore = try scanner.openObject()
        while hasMore {
            let key = try scanner.key()
            guard keys.insert(key).inserted else { throw .duplicateKey(tensor: name, key: key) }
            switch key {
            case "dtype": type = try scanner.string()
            case "shape": shape = try self.shape(of: name, &scanner)
            case "data_offsets": offsets = try self.offsets(of: name, &scanner)
            default: throw .unknownKey(tensor: name, key: key)
            }
            hasMore = try scanner.nextMember()
        }
        guard let type else { throw .missingKey(tensor: name, key: "dtype") }
        guard let shape else { throw .missingKey(tensor: name, key: "shape") }
        guard let offsets else { throw .missingKey(tensor: name, key: "data_offsets") }
        guard let dtype = StoredType(rawValue: type) else {
            return .unusable(
                UnusableTensor(name: name, type: type, shape: shape, byteCount: offsets.count),
                offsets)
        }
        guard let needed = SafetensorsEntry.byteCount(shape: shape, dtype: dtype) else {
            throw .sizeOverflow(tensor: name, shape: shape)
        }
        let entry = SafetensorsEntry(name: name, dtype: dtype, shape: shape, byteRange: offsets)
        if entry.byteCount != needed { throw .sizeMismatch(entry: entry, needed: needed) }
        return .usable(entry)
    }

    /// Reads the sizes of the axes.
    static func shape(
        of tensor: String, _ scanner: inout HeaderScanner
    ) throws(FormatProblem) -> [Int] {
        try numbers(
            "shape", of: tensor, atMost: SafetensorsEntry.maximumRank,
            else: .tooManyAxes(tensor: tensor), &scanner)
    }

    private static func offsets(
        of tensor: String, _ scanner: inout HeaderScanner
    ) throws(FormatProblem) -> Range<Int> {
        let problem = FormatProblem.offsetsNotAPair(tensor: tensor)
        let found = try numbers("data_offsets", of: tensor, atMost: 2, else: problem, &scanner)
        guard found.count == 2 else { throw problem }
        guard found[0] <= found[1] else {
            throw .reversedOffsets(tensor: tensor, begin: found[0], end: found[1])
        }
        return found[0]..<found[1]
    }

    /// Reads a list of whole numbers of at least 0.
    private static func numbers(
        _ key: String, of tensor: String, atMost limit: Int, else problem: FormatProblem,
        _ scanner: inout HeaderScanner
    ) throws(FormatProblem) -> [Int] {
        var numbers: [Int] = []
        var hasMore = try scanner.openList()
        while hasMore {
            let text = try scanner.numberText()
            guard text == "0" || text.first != "0", text.allSatisfy(\.isNumber),
                let number = Int(text)
            else { throw .invalidNumber(tensor: tensor, key: key, found: text) }
            numbers.append(number)
            if numbers.count > limit { throw problem }
            hasMore = try scanner.nextElement()
        }
        return numbers
    }
}
