extension FormatProblem {
    /// The text of a problem of the header as a whole.
    var headerDescription: String? {
        switch self {
        case .tooShort(let byteCount):
            "it has \(byteCount) bytes, and the length of the header alone takes 8"
        case .headerTooLong(let byteCount):
            "its header length is \(byteCount), and at most "
                + "\(SafetensorsHeader.maximumByteCount) bytes are allowed"
        case .headerBeyondFile(let byteCount, let available):
            "its header length is \(byteCount), and only \(available) bytes follow"
        case .headerNotUTF8:
            "its header is not UTF-8 text"
        case .headerNotObject:
            "its header is not a JSON object, which starts with '{'"
        case .invalidJSON(let expected, let offset):
            "its header is not valid JSON, \(expected) is expected at byte \(offset)"
        case .invalidMetadata(nil):
            "'__metadata__' is not an object of strings"
        case .invalidMetadata(let key?):
            "'__metadata__' holds strings only, and \(quoted(key)) is not one"
        case .duplicateMetadata(let key):
            "'__metadata__' has the key \(quoted(key)) twice"
        default: nil
        }
    }

    /// The text of a problem of one tensor's description.
    var tensorDescription: String? {
        switch self {
        case .duplicateName(let name):
            "it has two tensors named \(quoted(name))"
        case .duplicateKey(let tensor, let key):
            "tensor \(quoted(tensor)) has the key \(quoted(key)) twice"
        case .unknownKey(let tensor, let key):
            "tensor \(quoted(tensor)) has the unknown key \(quoted(key)), "
                + "and only 'dtype', 'shape' and 'data_offsets' are allowed"
        case .missingKey(let tensor, let key):
            "tensor \(quoted(tensor)) has no key \(quoted(key))"
        case .unknownType(let tensor, let found):
            "tensor \(quoted(tensor)) has the unknown type \(quoted(found)), and the known are "
                + StoredType.allCases.map(\.rawValue).joined(separator: ", ")
        case .invalidNumber(let tensor, let key, let found):
            "\(quoted(key)) of tensor \(quoted(tensor)) holds \(quoted(found)), "
                + "and whole numbers from 0 to \(Int.max) are allowed"
        case .tooManyAxes(let tensor):
            "tensor \(quoted(tensor)) has more than \(SafetensorsEntry.maximumRank) axes"
        case .offsetsNotAPair(let tensor):
            "'data_offsets' of tensor \(quoted(tensor)) does not hold exactly 2 numbers"
        default: nil
        }
    }

    /// The text of a problem of the tensors' place in the data.
    var layoutDescription: String {
        switch self {
        case .sizeOverflow(let tensor, let shape):
            "tensor \(quoted(tensor)) has the shape \(shape), "
                + "and its bytes must fit a 64-bit number"
        case .reversedOffsets(let tensor, let begin, let end):
            "tensor \(quoted(tensor)) begins at byte \(begin) of the data "
                + "and ends before it at byte \(end)"
        case .sizeMismatch(let entry, let needed):
            "tensor \(quoted(entry.name)) of type \(entry.dtype.rawValue) and shape "
                + "\(entry.shape) needs \(needed) bytes, and its offsets span \(entry.byteCount)"
        case .beyondData(let tensor, let end, let dataByteCount):
            "tensor \(quoted(tensor)) ends at byte \(end) of the data, "
                + "which has \(dataByteCount) bytes"
        case .overlap(let tensor, let begin, let previousEnd):
            "tensor \(quoted(tensor)) begins at byte \(begin) of the data, "
                + "and the tensor before it ends at byte \(previousEnd)"
        case .hole(let tensor, let begin, let previousEnd):
            "bytes \(previousEnd) to \(begin) of the data, before tensor \(quoted(tensor)), "
                + "belong to no tensor"
        case .trailingBytes(let count):
            "the last \(count) bytes of the data belong to no tensor"
        default: ""
        }
    }
}
