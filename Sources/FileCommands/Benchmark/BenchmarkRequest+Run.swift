import InferenceKernels
import Reports
import SparseInference

extension BenchmarkRequest {
    /// Prepares the network, measures it and prints the times.
    ///
    /// - Throws: What reading the file throws, `GraphError` and `InferenceError` for a network that
    ///   cannot be run, and ``Failure`` where nothing can be printed, or an engine that is named was not
    ///   measured.
    package func run() throws {
        let subject = try BenchmarkSubject(self)
        let turns = try engines.isEmpty ? nil : EngineTurns(self, subject)
        defer { turns?.removeFiles() }
        let pairs = try threadCounts.flatMap { threads in
            try batches.map { (threads: threads, batch: $0) }
        }
        if pairs.count == 1 {
            let network = try subject.prepared(threads: pairs[0].threads, batch: pairs[0].batch)
            let run = try measure(network, turns)
            let layers = try network.model.measureLayers(
                network.inputs, count: min(run.calls, 20))
            Console.clearLine()
            let report = BenchmarkReport(
                model: model, run, network.model.options.instructionSet, layers: layers)
            try json ? Console.printDocument(RecordText.document(of: report)) : report.show()
            return try checkEngines(of: [run])
        }
        var runs: [BenchmarkRun] = []
        let result = Result {
            for (threads, batch) in pairs {
                if Console.isTerminal { Console.redraw("threads \(threads), batch \(batch)") }
                let network = try subject.prepared(threads: threads, batch: batch)
                var run = try measure(network, turns)
                run.arenaBytes = network.model.reservedMemory.arenaByteCount
                run.weightBytes = network.model.reservedMemory.weightByteCount
                runs.append(run)
            }
        }
        Console.clearLine()
        // What was measured before an error is shown all the same.
        if !runs.isEmpty {
            let report = BenchmarkRuns(
                model: model, instructionSet: subject.instructionSet.rawValue, runs: runs)
            try json ? Console.printDocument(RecordText.document(of: report)) : report.show()
        }
        try result.get()
        try checkEngines(of: runs)
    }

    private func measure(
        _ network: BenchmarkSubject.Prepared, _ turns: EngineTurns?
    ) throws -> BenchmarkRun {
        let (model, inputs) = (network.model, network.inputs)
        let (own, engines) =
            try turns?.measure(model, inputs, seconds: seconds)
            ?? (CallTimes(model.latencies(inputs, seconds: seconds)), nil)
        return BenchmarkRun(
            threads: model.options.threads, batch: network.batch, times: own,
            preparation: network.preparation, engines: engines)
    }

    /// Says which engines were not measured, and why; throws if one is named, or none was measured.
    private func checkEngines(of runs: [BenchmarkRun]) throws {
        let reports = runs.flatMap { $0.engines ?? [] }
        if takesInstalledEngines, reports.isEmpty {
            return Console.write(
                "'\(enginePython)' has none of \(Engine.names); --python names another one")
        }
        var problems: [String] = []
        for report in reports {
            guard let problem = report.problem.map({ "\(report.engine): \($0)" }) else { continue }
            if !problems.contains(problem) { problems.append(problem) }
        }
        if problems.isEmpty { return }
        let text = "not measured: \(problems.joined(separator: "; "))"
        guard takesInstalledEngines, reports.contains(where: { $0.problem == nil }) else {
            throw Failure(.failed, text)
        }
        Console.write(text)
    }
}
