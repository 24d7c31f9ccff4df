import Files

extension FormatProblem {
    /// What is wrong, what was found and what is allowed, as the end of a sentence.
    public var description: String {
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
            "'__metadata__' holds strings only, and \(key.quotedOnOneLine) is not one"
        case .duplicateMetadata(let key):
            "'__metadata__' has the key \(key.quotedOnOneLine) twice"
        case .duplicateName(let name):
            "it has two tensors named \(name.quotedOnOneLine)"
        case .duplicateKey(let tensor, let key):
            "tensor \(tensor.quotedOnOneLine) has the key \(key.quotedOnOneLine) twice"
        case .unknownKey(let tensor, let key):
            "tensor \(tensor.quotedOnOneLine) has the unknown key \(key.quotedOnOneLine), "
                + "and only 'dtype', 'shape' and 'data_offsets' are allowed"
        case .missingKey(let tensor, let key):
            "tensor \(tensor.quotedOnOneLine) has no key \(key.quotedOnOneLine)"
        case .invalidNumber(let tensor, let key, let found):
            "\(key.quotedOnOneLine) of tensor \(tensor.quotedOnOneLine) holds \(found.quotedOnOneLine), "
                + "and whole numbers from 0 to \(Int.max) are allowed"
        case .tooManyAxes(let tensor):
            "tensor \(tensor.quotedOnOneLine) has more than \(SafetensorsEntry.maximumRank) axes"
        case .offsetsNotAPair(let tensor):
            "'data_offsets' of tensor \(tensor.quotedOnOneLine) does not hold exactly 2 numbers"
        case .sizeOverflow(let tensor, let shape):
            "tensor \(tensor.quotedOnOneLine) has the shape \(shape), "
                + "and its bytes must fit a 64-bit number"
        case .reversedOffsets(let tensor, let begin, let end):
            "tensor \(tensor.quotedOnOneLine) begins at byte \(begin) of the data "
                + "and ends before it at byte \(end)"
        case .sizeMismatch(let entry, let needed):
            "tensor \(entry.name.quotedOnOneLine) of type \(entry.dtype.rawValue) and shape "
                + "\(entry.shape) needs \(needed) bytes, and its offsets span \(entry.byteCount)"
        case .beyondData(let tensor, let end, let dataByteCount):
            "tensor \(tensor.quotedOnOneLine) ends at byte \(end) of the data, "
                + "which has \(dataByteCount) bytes"
        case .overlap(let tensor, let begin, let previousEnd):
            "tensor \(tensor.quotedOnOneLine) begins at byte \(begin) of the data, "
                + "and the tensor before it ends at byte \(previousEnd)"
        case .hole(let tensor, let begin, let previousEnd):
            "bytes \(previousEnd) to \(begin) of the data, before tensor \(tensor.quotedOnOneLine), "
                + "belong to no tensor"
        case .trailingBytes(let count):
            "the last \(count) bytes of the data belong to no tensor"
        }
    }
}
