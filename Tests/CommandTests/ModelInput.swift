/// Files that are no models, and what the commands that read models say of them.
enum ModelInput {
    typealias Case = CommandTests.BadInputTests.Case

    static let cases =
        ["evaluate", "inspect", "verify"].flatMap { command in
            [
                Case("\(command) m", 66, "cannot read 'm': No such file or directory"),
                Case(
                    "\(command) m", 65,
                    "\(invalid) it has 3 bytes, and the length of the header "
                        + "alone takes 8", files: ["m": [1, 2, 3]]),
                Case(
                    "\(command) m", 65,
                    "\(invalid) its header length is 1099511627776, and at most "
                        + "100000000 bytes are allowed",
                    files: ["m": [0, 0, 0, 0, 0, 1, 0, 0, 123]]),
                Case(
                    "\(command) m", 65,
                    "\(invalid) tensor 'w' ends at byte 8 of the data, "
                        + "which has 4 bytes", files: ["m": file(#"[0,8]"#, byteCount: 4)]),
                Case(
                    "\(command) m", 65,
                    "\(invalid) tensor 'w' of type F32 and shape [2] "
                        + "needs 8 bytes, and its offsets span 12",
                    files: ["m": file(#"[0,12]"#, byteCount: 12)]),
            ]
        } + [
            Case(
                "evaluate m", 65,
                "'m' is not a model of this program: "
                    + "its metadata have no 'pdp.model'", files: ["m": file("[0,8]", byteCount: 8)]),
            Case(
                "evaluate m", 65,
                "'m' does not fit the network: 26 missing "
                    + "(conv1.weight, bn1.weight, bn1.bias and 23 more); 1 unexpected (w)",
                files: ["m": file("[0,8]", byteCount: 8, metadata: smallCNN)]),
            Case(
                "prune r.yaml --threads 1 --out out", 65,
                "'FOLDER/m' does not fit the network: 26 missing "
                    + "(conv1.weight, bn1.weight, bn1.bias and 23 more); 1 unexpected (w)",
                files: [
                    "m": file("[0,8]", byteCount: 8),
                    "r.yaml": Array(
                        "initialWeights: m\ndata: {trainingCount: 8, testCount: 8}".utf8),
                ]),
            Case(
                "verify m --pattern blocks", 65,
                "there is no pattern 'blocks'; "
                    + "it must be one of unstructured, channels, N:M such as 2:4, Rx1 such as 4x1",
                files: ["m": file("[0,8]", byteCount: 8)]),
            Case(
                "verify m --recipe r.yaml", 65,
                "'pruning' is missing in the recipe; it must be there to be verified",
                files: ["m": file("[0,8]", byteCount: 8), "r.yaml": []]),
        ]

    private static let invalid = "'m' is not a valid safetensors file:"

    private static let smallCNN =
        #"{"pdp.model":"{\"network\":\"small-cnn\","#
        + #"\"input\":{\"images\":{\"shape\":[1,28,28],\"mean\":[0],\"deviation\":[1]}},"#
        + #"\"classNames\":[\"a\",\"b\"],\"dataset\":\"glyphs\"}"}"#

    /// A file with one tensor of two numbers whose header claims `offsets`.
    private static func file(_ offsets: String, byteCount: Int, metadata: String = "{}") -> [UInt8]
    {
        let header =
            #"{"__metadata__":\#(metadata),"#
            + #""w":{"dtype":"F32","shape":[2],"data_offsets":\#(offsets)}}"#
        let length = UInt64(header.utf8.count)
        let start = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        return start + Array(header.utf8) + [UInt8](repeating: 0, count: byteCount)
    }
}
