extension SafetensorsHeader {
    /// Reads the description of one tensor and checks everything about it but its place.
    static func entry(
        named name: String, _ scanner: inout HeaderScanner
    ) throws(FormatProblem) -> SafetensorsEntry {
        var dtype: StoredType?
        var shape: [Int]?
        var offsets: Range<Int>?
        var keys: Set<String> = []
        var hasMore = try scanner.openObject()
        while hasMore {
            let key = try scanner.key()
            guard keys.insert(key).inserted else { throw .duplicateKey(tensor: name, key: key) }
            switch key {
            case "dtype": dtype = try type(of: name, &scanner)
            case "shape": shape = try self.shape(of: name, &scanner)
            case "data_offsets": offsets = try self.offsets(of: name, &scanner)
            default: throw .unknownKey(tensor: name, key: key)
            }
            hasMore = try scanner.nextMember()
        }
        guard let dtype else { throw .missingKey(tensor: name, key: "dtype") }
        guard let shape else { throw .missingKey(tensor: name, key: "shape") }
        guard let offsets else { throw .missingKey(tensor: name, key: "data_offsets") }
        guard let needed = SafetensorsEntry.byteCount(shape: shape, dtype: dtype) else {
            throw .sizeOverflow(tensor: name, shape: shape)
        }
        let entry = SafetensorsEntry(name: name, dtype: dtype, shape: shape, byteRange: offsets)
        if entry.byteCount != needed { throw .sizeMismatch(entry: entry, needed: needed) }
        return entry
    }

    private static func type(
        of tensor: String, _ scanner: inout HeaderScanner
    ) throws(FormatProblem) -> StoredType {
        let found = try scanner.string()
        guard let type = StoredType(rawValue: found) else {
            throw .unknownType(tensor: tensor, found: found)
        }
        return type
    }

    private static func shape(
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
