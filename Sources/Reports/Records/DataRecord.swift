/// What a network has learnt from.
public struct DataRecord: Codable, Sendable, Equatable {
    /// The kind of the data, as in "idx" or "glyphs".
    public var kind: String
    /// The last part of the path of the folder; `nil` for data without one.
    public var folder: String?
    /// The number of training examples; `nil` where nothing was learnt from them.
    public var trainingCount: Int?
    /// The number of examples that the accuracy is measured on.
    public var testCount: Int
    /// The number of classes.
    public var classCount: Int

    /// Makes the record of a data set.
    public init(
        kind: String, folder: String? = nil, trainingCount: Int?, testCount: Int, classCount: Int
    ) {
        self.kind = kind
        self.folder = folder
        self.trainingCount = trainingCount
        self.testCount = testCount
        self.classCount = classCount
    }

    /// The record in words, as in "idx in fashion-mnist: 60,000 training and 10,000 test images,
    /// 10 classes".
    public func text(exampleName: String) -> String {
        let place = folder.map { kind + " in " + $0 } ?? kind
        let training = trainingCount.map { NumberText.count($0) + " training and " } ?? ""
        return "\(place): \(training)\(NumberText.count(testCount)) test \(exampleName)s, "
            + NumberText.count(classCount) + (classCount == 1 ? " class" : " classes")
    }
}
