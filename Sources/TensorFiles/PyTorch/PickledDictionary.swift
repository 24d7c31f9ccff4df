package import Files

/// A dictionary of lists and arrays in a file of `pickle.dump`, such as CIFAR's in Python's form.
///
/// It is read as checkpoints are: nothing that the file names is looked up or run.
package struct PickledDictionary {
    private let file: MappedFile
    private let pickle: Pickle

    /// The values by their names.
    private let values: [String: PickleValue]

    /// Reads the pickle that a file starts with.
    ///
    /// - Throws: ``PyTorchProblem`` for what is no pickle of the protocols 2 to 5, or not one of a
    ///   dictionary.
    package init(_ file: MappedFile) throws(PyTorchProblem) {
        (pickle, values) = try file.withUnsafeBytes { bytes throws(PyTorchProblem) in
            var reader = ByteReader(bytes, at: 0, part: "its pickle")
            let pickle = try Pickle(&reader, keepsArrays: true)
            if case .object(let name) = pickle.root { throw .forbiddenGlobal(name, at: nil) }
            guard let members = pickle.members else {
                throw .invalidPickle(expected: "a dictionary", offset: 0)
            }
            var values: [String: PickleValue] = [:]
            for (key, value) in members {
                if let key = Self.bytes(of: key, in: bytes, atMost: Self.maximumTextLength) {
                    values[String(decoding: key, as: UTF8.self)] = value
                }
            }
            return (pickle, values)
        }
        self.file = file
    }

    /// The longest name or text, in bytes.
    private static let maximumTextLength = 256

    /// Whether there is a value of that name.
    package func holds(_ key: String) -> Bool { values[key] != nil }

    /// The name of the function or class that would have made a value; `nil` for plain values.
    package func maker(of key: String) -> String? {
        guard case .object(let name) = values[key] else { return nil }
        return name
    }

    /// The whole numbers of a list or tuple; `nil` for other values.
    package func integers(_ key: String) -> [Int]? {
        var integers: [Int] = []
        for element in elements(key) ?? [.none] {
            guard case .integer(let integer) = element else { return nil }
            integers.append(integer)
        }
        return integers
    }

    /// The texts of a list or tuple of `count`; `nil` for other values.
    package func texts(_ key: String, count: Int) -> [String]? {
        guard let list = elements(key), list.count == count else { return nil }
        return file.withUnsafeBytes { bytes in
            var texts: [String] = []
            for element in list {
                let text = Self.bytes(of: element, in: bytes, atMost: Self.maximumTextLength)
                guard let text else { return nil }
                texts.append(String(decoding: text, as: UTF8.self))
            }
            return texts
        }
    }

    /// The array of that name; `nil` for other values.
    package func array(_ key: String) -> PickledArray? {
        guard case .array(let place) = values[key] else { return nil }
        return file.withUnsafeBytes { bytes in
            let record = pickle.arrays[place]
            let content = Self.bytes(of: record.content, in: bytes, atMost: .max)
            return content.map { PickledArray(record, content: $0) }
        }
    }

    private func elements(_ key: String) -> [PickleValue]? {
        switch values[key] {
        case .list(let place), .tuple(let place): pickle.lists[place]
        default: nil
        }
    }

    /// The bytes of a text or of bytes; `nil` for other values and longer ones.
    private static func bytes(
        of value: PickleValue, in file: UnsafeRawBufferPointer, atMost limit: Int
    ) -> [UInt8]? {
        switch value {
        case .bytes(let range): return range.count <= limit ? Array(file[range]) : nil
        case .latin1(let range):
            guard range.count / 2 <= limit else { return nil }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(range.count)
            for scalar in String(decoding: file[range], as: UTF8.self).unicodeScalars {
                guard let byte = UInt8(exactly: scalar.value) else { return nil }
                bytes.append(byte)
            }
            return bytes
        default: return nil
        }
    }
}

/// An array of numpy in a pickle.
package struct PickledArray {
    /// The lengths of its axes.
    package let shape: [Int]

    /// The type of its elements as numpy writes it, such as `u1` for bytes.
    package let elementType: String

    /// Its bytes, with the last index changing fastest; they need not be as many as ``shape`` says.
    package let bytes: [UInt8]

    init(_ record: ArrayRecord, content: [UInt8]) {
        shape = record.shape
        elementType = record.elementType
        let isTurned = record.isColumnMajor && record.shape.count == 2 && elementType == "u1"
        bytes = isTurned ? Self.turned(content, shape: record.shape) : content
    }

    /// Brings a matrix of bytes from the order of columns into that of rows.
    private static func turned(_ bytes: [UInt8], shape: [Int]) -> [UInt8] {
        let (rowCount, columnCount) = (shape[0], shape[1])
        let product = rowCount.multipliedReportingOverflow(by: columnCount)
        guard rowCount > 0, !product.overflow, product.partialValue == bytes.count else {
            return bytes
        }
        return (0..<rowCount).flatMap { row in
            stride(from: row, to: bytes.count, by: rowCount).map { bytes[$0] }
        }
    }
}
