public import Files

/// What can go wrong with the content of a file of NumPy arrays; problems of the file itself are
/// `FileError`s.
public enum NumpyFileError: ReportedError, Equatable, Sendable {
    /// The file is not one of NumPy, or not one that is read; the entry is that of an archive.
    case unreadable(path: String, entry: String?, problem: NumpyProblem)
    /// The file has no tensor of that name.
    case missingTensor(String, path: String)

    /// One sentence: what is wrong, what was found, what is allowed and where.
    public var description: String {
        switch self {
        case .unreadable(let path, let entry, let problem):
            "'\(path)' cannot be read as a file of NumPy arrays: "
                + (entry.map { "in its entry \($0.quotedOnOneLine), " } ?? "") + problem.description
        case .missingTensor(let name, let path):
            "'\(path)' has no tensor \(name.quotedOnOneLine)"
        }
    }

    /// Bad input.
    public var category: ErrorCategory { .badInput }

    /// How arrays become readable that are not.
    public var hint: String? {
        switch self {
        case .unreadable(_, _, .objects): "convert the objects to an array of numbers and save that"
        case .unreadable, .missingTensor: nil
        }
    }
}

/// The reasons for which a file is not read as arrays of NumPy.
///
/// Offsets are counted from the start of the array.
public enum NumpyProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The zip archive is not valid, as the end of a sentence says.
    case archive(String)
    /// The archive is empty.
    case noArrays
    /// The entry of an archive has another name than arrays have.
    case noArray
    /// The entry of an archive is packed in a way that NumPy does not use.
    case unknownPacking(method: Int, isEncrypted: Bool)
    /// The bytes of an entry are not those that were written.
    case damaged
    /// The array does not begin as one.
    case noMagic
    /// The array is too short for the length of its header.
    case tooShort(byteCount: Int)
    /// The format has another version.
    case unknownVersion(major: Int, minor: Int)
    /// The header's length is above the limit.
    case headerTooLong(byteCount: Int)
    /// The header is longer than what follows.
    case headerBeyondFile(byteCount: Int, available: Int)
    /// The header is not the dictionary that the format prescribes.
    case invalidHeader(expected: String, offset: Int)
    /// The header lacks a key.
    case missingKey(String)
    /// The header has a key that the format does not know.
    case unknownKey(String)
    /// The header has a key twice.
    case duplicateKey(String)
    /// The elements are objects of Python.
    case objects
    /// The shape has too many axes.
    case tooManyAxes
    /// The size in bytes does not fit 64 bits.
    case sizeOverflow(shape: [Int])
    /// The elements are not as many as the shape needs.
    case wrongSize(shape: [Int], type: String, needed: Int, found: Int)

    /// What is wrong, what was found and what is allowed, as the end of a sentence.
    public var description: String {
        switch self {
        case .archive(let problem): problem
        case .noArrays: "it has no arrays"
        case .noArray: "an array is expected, whose name ends with '.npy'"
        case .unknownPacking(_, true): "the bytes are encrypted, and NumPy does not do that"
        case .unknownPacking(let method, false):
            "the bytes are packed by method \(method), and only 0 (stored) and 8 (deflated) are "
                + "allowed"
        case .damaged: "its bytes are damaged: their checksum is not that of what was written"
        case .noMagic: "the array does not begin with '\\x93NUMPY'"
        case .tooShort(let byteCount):
            "the array has \(byteCount) bytes, too few for the length of its header"
        case .unknownVersion(let major, let minor):
            "the format has version \(major).\(minor), and 1.0, 2.0 and 3.0 are allowed"
        case .headerTooLong(let byteCount):
            "the header has \(byteCount) bytes, and at most \(NumpyHeader.maximumByteCount) are "
                + "allowed"
        case .headerBeyondFile(let byteCount, let available):
            "the header has \(byteCount) bytes, and only \(available) follow"
        case .invalidHeader(let expected, let offset):
            "the header is not valid, \(expected) is expected at byte \(offset)"
        case .missingKey(let key): "the header has no key \(key.quotedOnOneLine)"
        case .unknownKey(let key):
            "the header has the unknown key \(key.quotedOnOneLine), and only 'descr', "
                + "'fortran_order' and 'shape' are allowed"
        case .duplicateKey(let key): "the header has the key \(key.quotedOnOneLine) twice"
        case .objects:
            "the elements are objects of Python (a pickle), and numbers are needed; nothing of it "
                + "was run"
        case .tooManyAxes: "the shape has more than \(NumpyHeader.maximumRank) axes"
        case .sizeOverflow(let shape):
            "the shape is \(shape), and all bytes must fit a 64-bit number"
        case .wrongSize(let shape, let type, let needed, let found):
            "an array of type \(type.quotedOnOneLine) and shape \(shape) takes \(needed) bytes, and "
                + "\(found) follow the header"
        }
    }
}
