import Files
import Foundation
import Graphs
import Layers
import ModelFiles
import Reports
import Tensors
import Training

extension TrainingRun {
    /// Writes the network without its empty channels where the recipe asks for it, reads it back and
    /// measures it.
    ///
    /// - Parameter observer: What is told where it costs more than it may.
    /// - Returns: What it is; `nil` where the recipe does not ask.
    /// - Throws: `ModelFileError` where it does not compute the same, and what files throw.
    func writeThinned(_ observer: RunObserver) throws -> ThinnedRecord? {
        guard let pruning = recipe.pruning, pruning.thins else { return nil }
        let thinned = try ModelThinning(
            ofModelAt: folder.model, ThinningOptions(multiple: pruning.multiple))
        try thinned.write(to: folder.thinned)
        let network = try NetworkFile(path: folder.thinned).makeNetwork(
            for: data.input, outputCount: outputCount, task: recipe.task, replacesLastLayer: false
        ).network
        try network.move(to: device)
        let evaluation = try Training.evaluate(
            network, on: test, task: trainer.task, device: device,
            memoryFormat: trainer.memoryFormat)
        let costs = try NetworkGraph(of: network, for: data.input).costs(
            for: data.input, precision: recipe.precision)
        let record = ThinnedRecord(
            file: URL(fileURLWithPath: folder.thinned).lastPathComponent,
            parameters: network.namedParameters.distinct.reduce(0) {
                $0 + $1.parameter.tensor.count
            },
            multiplyAdds: costs.multiplyAdds,
            byteCount: try MappedFile(path: folder.thinned).byteCount, results: evaluation.values,
            largestDifference: thinned.comparison.largestDifference)
        tellMissedTarget(record, observer)
        return record
    }

    /// Tells where the network costs more than it may because channels could not be taken out.
    private func tellMissedTarget(_ record: ThinnedRecord, _ observer: RunObserver) {
        guard let target = recipe.pruning?.target?.multiplyAdds, let found = record.multiplyAdds,
            let whole = try? costs()?.multiplyAdds
        else { return }
        let limit = target <= 1 ? target * Double(whole) : target
        guard Double(found) > limit else { return }
        observer.note(
            "the thinned network has \(found) multiply-adds, more than the target of \(Int(limit)): "
                + "some empty channels had to stay; 'thin' says why")
    }
}
