/// What a network has learnt from.
public struct DataRecord: Codable, Sendable, Equatable {
    /// The kind of the data, as in "idx" or "glyphs".
    public var kind: String
    /// The last part of the path of the folder; `nil` for data without one.
    public var folder: String?
    /// The number of training examples; `nil` where nothing was learnt from them.
    public var trainingCount: Int?
    /// The number of examples that decide while training; 0 where the epochs are measured on the test
    /// examples, `nil` in records of earlier versions.
    public var validationCount: Int?
    /// The number of examples that the result is measured on; 0 where those that decide measure it too.
    public var testCount: Int
    /// The number of classes; 0 for examples without any.
    public var classCount: Int

    /// Makes the record of a data set.
    public init(
        kind: String, folder: String? = nil, trainingCount: Int?, validationCount: Int? = nil,
        testCount: Int, classCount: Int
    ) {
        self.kind = kind
        self.folder = folder
        self.trainingCount = trainingCount
        self.validationCount = validationCount
        self.testCount = testCount
        self.classCount = classCount
    }

    /// The record in words, as in "idx in fashion-mnist: 60,000 training and 10,000 test images,
    /// 10 classes".
    public func text(exampleName: String) -> String {
        let place = folder.map { kind + " in " + $0 } ?? kind
        let hasValidation = validationCount ?? 0 > 0
        let parts = [
            trainingCount.map { NumberText.count($0) + " training" },
            hasValidation ? validationCount.map { NumberText.count($0) + " validation" } : nil,
            testCount > 0 || !hasValidation ? NumberText.count(testCount) + " test" : nil,
        ].compactMap(\.self)
        let counts = parts.dropLast().joined(separator: ", ") + (parts.count > 1 ? " and " : "")
        let classes =
            classCount > 0
            ? ", " + NumberText.count(classCount) + (classCount == 1 ? " class" : " classes") : ""
        return "\(place): \(counts)\(parts.last ?? "") \(exampleName)s\(classes)"
            + remark(exampleName)
    }

    private func remark(_ name: String) -> String {
        if validationCount == 0, trainingCount != nil {
            return "; the epochs are measured on the test \(name)s"
        }
        return testCount == 0 ? "; measured on the validation \(name)s" : ""
    }
}
