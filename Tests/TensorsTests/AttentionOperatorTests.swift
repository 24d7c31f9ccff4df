import Foundation
import Tensors
import TestSupport
import Testing

/// The operators of transformers against values that can be checked by hand, and attention against
/// its formula.
@Suite struct AttentionOperatorTests {
    private func expect(_ tensor: Tensor, _ elements: [Double]) throws {
        #expect(try distance(tensor.elements(), elements) < 1e-14)
    }

    @Test func normalisesTheLastAxis() throws {
        let x = try doubles([1, 3, 10, 30], [2, 2])
        let normal = try x.layerNorm(weight: doubles([1, 1]), bias: doubles([0, 0]), epsilon: 0)
        try expect(normal, [-1, 1, -1, 1])
        let scaled = try x.layerNorm(weight: doubles([2, 3]), bias: doubles([1, 0]), epsilon: 3)
        let wide = 10 / 103.0.squareRoot()
        try expect(scaled, [0, 1.5, 1 - 2 * wide, 3 * wide])
    }

    @Test func looksUpRows() throws {
        let table = try doubles([1, 2, 3, 4, 5, 6], [3, 2])
        let indices = try Tensor([Int64(2), 0, 2, 1], shape: [2, 2])
        let rows = try table.rows(at: indices)
        #expect(rows.shape == [2, 2, 2])
        try expect(rows, [5, 6, 1, 2, 5, 6, 3, 4])
    }

    @Test func givesNoGradientToThePadding() throws {
        let indices = try Tensor([Int64(2), 0, 2, 1], shape: [4])
        for (padding, wanted): (Int?, [Double]) in [(nil, [1, 1, 2]), (0, [0, 1, 2])] {
            let table = try leaf([1, 2, 3], [3, 1])
            try table.rows(at: indices, paddingIndex: padding).sum().backward()
            #expect(try gradient(of: table) == wanted)
        }
    }

    @Test func refusesRowsThatAreNotThere() throws {
        let table = try doubles([1, 2], [2, 1])
        let indices = try Tensor([Int64(2)], shape: [1])
        #expect(
            message { _ = try table.rows(at: indices) }
                == "aten::embedding: index out of range in self")
    }

    @Test func approximatesTheActivation() throws {
        let values = [-1, 0.5, 7]
        let wanted = values.map {
            $0 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) / 2
        }
        try expect(doubles(values).approximateGELU(), wanted)
    }

    /// softmax(Q·Kᵀ/√width + mask)·V, operator by operator.
    private func reference(_ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor?) throws -> Tensor {
        let width = Double(q.shape[3])
        var scores = try q.matrixProduct(with: k.permuted([0, 1, 3, 2])) * (1 / width.squareRoot())
        if let mask { scores = try scores + mask }
        return try scores.softmax(along: 3).matrixProduct(with: v)
    }

    /// The lengths around the block of 32 and 512 positions that LibTorch's kernel works on.
    @Test(arguments: [(1, 1), (5, 7), (31, 33), (32, 32), (33, 513)])
    func isTheSoftmaxOfScaledProducts(length: Int, positionCount: Int) throws {
        try LibTorch.seed(5)
        let heads = [2, 3]
        let q = try Tensor.randomNormal(heads + [length, 8], type: .float64)
        let k = try Tensor.randomNormal(heads + [positionCount, 8], type: .float64)
        let v = try Tensor.randomNormal(heads + [positionCount, 8], type: .float64)
        // The first position stays in sight of every query.
        let random = try Tensor.randomUniform([2, 1, length, positionCount])
        try random.narrowed(3, to: 0..<1).fill(1)
        let isSeen = try random.isGreater(than: 0.4)
        let hidden = try Tensor.full([1], -.infinity, type: .float64)
        let added = try Tensor.full([1], 0, type: .float64).selected(
            where: isSeen, otherwise: hidden)
        for (mask, additive) in [(nil, nil), (isSeen, added), (added, added)] {
            let found: [Double] = try q.attention(keys: k, values: v, mask: mask).elements()
            let wanted: [Double] = try reference(q, k, v, mask: additive).elements()
            #expect(distance(found, wanted) < 1e-13)
        }
    }

    @Test func hasTheGradientOfTheFormula() throws {
        let drawn = try (0..<3).map { _ in try Tensor.randomNormal([2, 2, 9, 4], type: .float64) }
        let weight = try Tensor.randomNormal([2, 2, 9, 4], type: .float64)
        let hidden: Set = [1, 4, 7]
        let added = try doubles((0..<9).map { hidden.contains($0) ? -.infinity : 0 }, [1, 1, 1, 9])
        func gradients(_ body: (Tensor, Tensor, Tensor) throws -> Tensor) throws -> [[Double]] {
            let inputs = try drawn.map { try leaf($0.elements(), $0.shape) }
            try (body(inputs[0], inputs[1], inputs[2]) * weight).sum().backward()
            return try inputs.map(gradient)
        }
        let found = try gradients { try $0.attention(keys: $1, values: $2, mask: added) }
        let wanted = try gradients { try reference($0, $1, $2, mask: added) }
        for (left, right) in zip(found, wanted) { #expect(distance(left, right) < 1e-13) }
    }

    /// Where less precision is allowed, attention takes another way.
    @Test func isTheSameWhereLessPrecisionIsAllowed() async {
        await #expect(processExitsWith: .success) {
            let (q, k, v) = try (
                Tensor.randomNormal([2, 3, 5, 8], type: .float64),
                Tensor.randomNormal([2, 3, 7, 8], type: .float64),
                Tensor.randomNormal([2, 3, 7, 4], type: .float64)
            )
            let added = try Tensor.randomNormal([2, 1, 5, 7], type: .float64)
            let isSeen = try added.isGreater(than: -1)
            try isSeen.narrowed(3, to: 0..<1).fill(1)
            for mask in [nil, isSeen, added] {
                try LibTorch.setMatmulPrecision(.highest)
                let wanted: [Double] = try q.attention(keys: k, values: v, mask: mask).elements()
                try LibTorch.setMatmulPrecision(.medium)
                let found: [Double] = try q.attention(keys: k, values: v, mask: mask).elements()
                #expect(distance(found, wanted) < 1e-13)
                let dropped = try q.attention(keys: k, values: v, mask: mask, dropout: 0.5)
                #expect(try distance(dropped.elements(), wanted) > 0.01)
            }
        }
    }

    @Test func leavesPositionsOutWithProbability() throws {
        let values = try Tensor.full([1, 1, 64, 4], 1)
        let all = try values.attention(keys: values, values: values)
        let some = try values.attention(keys: values, values: values, dropout: 0.5)
        #expect(try (all - 1).magnitude().maximum().item() < 1e-6)
        #expect(try (some - 1).magnitude().maximum().item() > 0.01)
    }
}
