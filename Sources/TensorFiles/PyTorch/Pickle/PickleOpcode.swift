/// The operations of a pickle that `torch.save` writes with protocols 2 to 5, and Python 2 wrote
/// with protocol 2. Buffers outside the pickle, which protocol 5 allows, are none of them.
///
/// Source: CPython's `Lib/pickletools.py`, which names and describes them.
enum PickleOpcode: UInt8 {
    case mark = 0x28  // (
    case stop = 0x2E  // .
    case pop = 0x30  // 0
    case popMark = 0x31  // 1
    case duplicate = 0x32  // 2
    case memoPut = 0x71  // q
    case longMemoPut = 0x72  // r
    case memoize = 0x94
    case memoGet = 0x68  // h
    case longMemoGet = 0x6A  // j
    case version = 0x80
    case frame = 0x95

    case none = 0x4E  // N
    case newTrue = 0x88
    case newFalse = 0x89
    case integer = 0x4A  // J
    case integer1 = 0x4B  // K
    case integer2 = 0x4D  // M
    case long1 = 0x8A
    case long4 = 0x8B
    case float = 0x47  // G
    case unicode = 0x58  // X
    case shortUnicode = 0x8C
    case longUnicode = 0x8D
    case string = 0x54  // T
    case shortString = 0x55  // U
    case bytes = 0x42  // B
    case shortBytes = 0x43  // C
    case longBytes = 0x8E
    case byteArray = 0x96

    case emptyTuple = 0x29  // )
    case tuple = 0x74  // t
    case tuple1 = 0x85
    case tuple2 = 0x86
    case tuple3 = 0x87
    case emptyList = 0x5D  // ]
    case append = 0x61  // a
    case appends = 0x65  // e
    case emptyDictionary = 0x7D  // }
    case setItem = 0x73  // s
    case setItems = 0x75  // u
    case emptySet = 0x8F
    case addItems = 0x90
    case frozenSet = 0x91

    case global = 0x63  // c
    case stackGlobal = 0x93
    case reduce = 0x52  // R
    case newObject = 0x81
    case newObjectWithKeywords = 0x92
    case build = 0x62  // b
    case persistentID = 0x51  // Q
}
