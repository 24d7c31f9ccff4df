import Files
public import Graphs
import ONNXFiles
import TensorFiles

/// The network in a file without its empty channels, heads and units.
///
/// The outputs of both networks for random inputs have been compared in double precision, where
/// rounding does not hide a mistake.
public struct ModelThinning {
    /// The file.
    public let path: String
    /// The network in it.
    public let whole: Graph
    /// The smaller network, and what became of each coupling.
    public let thinning: Thinning
    /// The outputs of both in double precision.
    public let comparison: GraphComparison
    /// The largest difference of the outputs with weights as they are written.
    public let roundedDifference: Double

    /// Thins the network in a file and compares. Nothing is written.
    ///
    /// - Parameters:
    ///   - path: An ONNX file, or a model that carries its graph.
    ///   - options: How many channels stay.
    /// - Throws: ``ModelFileError``, what reading the file throws, and `GraphError` for a network that
    ///   cannot be thinned.
    public init(ofModelAt path: String, _ options: ThinningOptions) throws {
        self.path = path
        whole = try ModelGraph.read(at: path)
        var simple = try whole.simplified(keepingDropout: true)
        // A bias that several layers share because all its numbers are zero would couple their channels.
        let separated = try simple.separatingSharedVectors().thinned(options)
        if separated.isSmaller {
            simple = simple.separatingSharedVectors()
            thinning = separated
        } else {
            thinning = try simple.thinned(options)
        }
        // Biases that take constants up are rounded to the precision of the file; whether they are
        // the right ones shows in double precision.
        let exact = try simple.inDoublePrecision().thinned(options).graph
        let expected = try ExpectedOutputs(of: whole)
        comparison = try expected.comparison(with: exact)
        guard comparison.isEqual else {
            throw ModelFileError.differs(
                path: path, difference: comparison.largestDifference,
                largest: comparison.largestOutput)
        }
        roundedDifference = try expected.comparison(with: thinning.graph).largestDifference
    }

    /// Writes the smaller network, whole or not at all.
    ///
    /// - Parameter out: An ONNX file for one, else a model.
    /// - Throws: What writing the file throws.
    public func write(to out: String) throws {
        if out.hasEnding(".onnx") {
            try ONNXWriter().write(thinning.graph, to: out)
        } else {
            try ThinnedModel(thinning.graph, of: openTensorFile(at: path)).write(to: out)
        }
    }
}
