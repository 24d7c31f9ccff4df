import Graphs
import TestSupport
import Testing

/// Positions that are empty in every group or head, where none of them is empty as a whole.
@Suite struct PositionsTests {
    /// The graph with outputs of layers that are zero, which lie along `axis` of the weights.
    private func zeroing(
        _ outputs: [String: [Int]], along axis: Int = 0, of graph: Graph
    ) throws -> Graph {
        var graph = graph
        for (layer, outputs) in outputs {
            for name in ["\(layer).weight", "\(layer).bias"] {
                let weight = try #require(graph.weights[name])
                let axis = min(axis, weight.shape.count - 1)
                let step = weight.shape[(axis + 1)...].reduce(1, *)
                let numbers = weight.numbers.enumerated().map { place, number in
                    outputs.contains(place / step % weight.shape[axis]) ? 0 : number
                }
                graph.weights[name] = try TensorData(
                    weight.elementType, numbers: numbers, shape: weight.shape)
            }
        }
        return graph
    }

    private func thinned(_ graph: Graph, multiple: Int = 1) throws -> Graph {
        let thinned = try graph.thinned(ThinningOptions(multiple: multiple)).graph
        try expectEqual(graph, thinned, tolerance: ThinningTests.doubleTolerance)
        return thinned
    }

    @Test func ofGroupsGo() throws {
        var b = NetworkBuilder(.float64, seed: 2)
        let x = b.relu(try b.conv(b.image(), "a", 3, 8))
        let y = b.relu(try b.conv(x, "g", 8, 12, groups: 2))
        let output = try b.head(b.relu(try b.conv(y, "c", 12, 4)), 4)
        let whole = b.graph([output])
        let small = try thinned(zeroing(["a": [1, 5], "g": [0, 2, 6, 8]], of: whole))
        #expect(small.weights["a.weight"]?.shape == [6, 3, 3, 3])
        #expect(small.weights["g.weight"]?.shape == [8, 3, 3, 3])
        #expect(small.weights["c.weight"]?.shape == [4, 8, 3, 3])
        // Other positions in every group leave nothing that could go.
        let uneven = try zeroing(["a": [1, 6], "g": [0, 8]], of: whole)
        #expect(try thinned(uneven) == uneven)
    }

    @Test func ofGroupsGoBesideWholeGroups() throws {
        var b = NetworkBuilder(.float64, seed: 2)
        let x = b.relu(try b.conv(b.image(), "a", 3, 12))
        let y = b.relu(try b.conv(x, "g", 12, 12, groups: 3))
        let output = try b.head(y, 12)
        let whole = b.graph([output])
        let empty = ["a": [0, 1, 2, 3, 5, 9], "g": [0, 1, 2, 3, 7, 11]]
        let small = try thinned(zeroing(empty, of: whole))
        #expect(small.weights["a.weight"]?.shape == [6, 3, 3, 3])
        #expect(small.weights["g.weight"]?.shape == [6, 3, 3, 3])
    }

    @Test func ofHeadsGo() throws {
        var b = NetworkBuilder(.float64, seed: 2)
        let x = b.sequence(8)
        let y = b.add(x, try b.attention(x, "at", width: 8, heads: 2, length: 4))
        let output = try b.linear(try b.layerNorm(y, "n", 8), "fc", 8, 5)
        let whole = b.graph([output])
        let empty = ["at.q": [1, 5], "at.k": [1, 5], "at.v": [0, 4, 2, 6]]
        let small = try thinned(zeroing(empty, along: 1, of: whole))
        #expect(small.weights["at.q.weight"]?.shape == [8, 6])
        #expect(small.weights["at.k.weight"]?.shape == [8, 6])
        #expect(small.weights["at.v.weight"]?.shape == [8, 4])
    }
}
