import Files

extension PyTorchProblem {
    /// What is wrong, what was found and what is allowed, as the end of a sentence.
    public var description: String {
        switch self {
        case .notACheckpoint:
            "it starts neither as a zip archive nor with the magic number of torch.save"
        case .otherContent(let content):
            "it is \(content)"
        case .truncated(let part, let offset):
            "it ends inside \(part), at byte \(offset)"
        case .wrongByteOrder(let found):
            "its byte order is \(found.quotedOnOneLine), and only 'little' is allowed"
        case .noDirectory:
            "it starts as a zip archive and does not end as one; it may have been cut off"
        case .invalidRecord(let expected, let offset):
            "its zip archive is not valid, \(expected) is expected at byte \(offset)"
        case .encodedEntry(let name):
            "its entry \(name.quotedOnOneLine) is compressed or encrypted, and torch.save does neither"
        case .duplicateEntry(let name):
            "it has two entries named \(name.quotedOnOneLine)"
        case .entryOutsideFile(let name):
            "its entry \(name.quotedOnOneLine) is not inside the file"
        case .torchScript(let entry):
            "it is a TorchScript program, which has \(entry.quotedOnOneLine), and a state dictionary is "
                + "needed, as torch.save(model.state_dict(), …) writes it"
        case .unknownVersion:
            "its legacy format has another version than 1001"
        case .trailingBytes(let count):
            "its last \(count) bytes belong to no tensor"
        case .unknownProtocol(let number, let offset):
            "its pickle has protocol \(number) at byte \(offset), and 2 to 5 are allowed"
        case .unknownOpcode(let opcode, let offset):
            "its pickle has the operation 0x\(String(opcode, radix: 16)) at byte \(offset), "
                + "which torch.save does not use for tensors"
        case .invalidPickle(let expected, let offset):
            "its pickle is not valid, \(expected) is expected at byte \(offset)"
        case .forbiddenGlobal(let name, let place):
            "\(place.map { "its \($0.quotedOnOneLine)" } ?? "its value") is made by "
                + "\(name.quotedOnOneLine), and tensors are needed; nothing of it was run, and "
                + "torch.save(model.state_dict(), …) writes none of it"
        case .tooManyValues(let limit):
            "its pickle has more than \(limit) values"
        case .tooManyTensors(let limit):
            "its pickle has more than \(limit) tensors"
        case .cyclic:
            "its pickle has a container that holds itself"
        case .tooDeep(let limit):
            "its pickle has containers in containers more than \(limit) deep"
        case .noTensors(nil):
            "neither its value nor a member of that is a dictionary with tensors"
        case .noTensors(let key?):
            "its member \(key.quotedOnOneLine) has no tensors"
        case .missingKey(let key, let found):
            "it has no dictionary \(key.quotedOnOneLine); it has "
                + (found.isEmpty
                    ? "none" : found.prefix(5).map(\.quotedOnOneLine).joined(separator: ", "))
        case .duplicateName(let name):
            "it has the name \(name.quotedOnOneLine) twice in one dictionary"
        case .unusableType(let name):
            "it has tensors of \(name.quotedOnOneLine), whose elements this program does not use"
        case .tooManyAxes(let limit):
            "it has a tensor of more than \(limit) axes"
        case .invalidLayout(let tensor, let shape, let strides):
            "tensor \(tensor.quotedOnOneLine) has the shape \(shape) and the strides \(strides), which "
                + "must be as many, at least 0, and fit 64 bits"
        case .outsideStorage(let tensor, let end, let storage, let available):
            "tensor \(tensor.quotedOnOneLine) ends at element \(end) of storage \(storage.quotedOnOneLine), "
                + "which has \(available)"
        case .repeatedBytes(let byteCount, let limit):
            "its tensors take \(byteCount) bytes, and for its size at most \(limit) are allowed"
        case .conflictingStorage(let key):
            "storage \(key.quotedOnOneLine) is described twice, each time differently"
        case .missingStorage(let key):
            "storage \(key.quotedOnOneLine) is missing"
        case .duplicateStorage(let key):
            "storage \(key.quotedOnOneLine) is there twice"
        case .wrongStorageSize(let key, let found, let needed):
            "storage \(key.quotedOnOneLine) has \(found) bytes, and \(needed) are needed"
        }
    }
}
