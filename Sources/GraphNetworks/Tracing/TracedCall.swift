import Graphs
import Tensors

/// One call of an operator, the same for two examples of the inputs but for sizes, which are
/// symbols here.
struct TracedCall {
    /// One argument.
    enum Item {
        case none
        case value(String)
        case values([String?])
        case int(Dimension)
        case ints([Dimension])
        case double(Double)
        case doubles([Double])
        case bool(Bool)
        case string(String)
    }

    let name: String
    let arguments: [Item]
    let results: [String]

    /// Unifies two calls.
    ///
    /// - Throws: ``TracingError`` where they differ in more than sizes.
    init(
        _ first: CallRecorder.Call, _ second: CallRecorder.Call, _ symbols: Symbols
    ) throws {
        guard first.name == second.name, first.arguments.count == second.arguments.count else {
            throw TracingError.differentCalls(first: first.name, second: second.name)
        }
        name = first.name
        results = first.results
        func size(_ one: Int, _ other: Int) throws -> Dimension {
            guard let size = symbols.dimension(one, other) else {
                throw TracingError.unknownSize(operator: first.name, sizes: [one, other])
            }
            return size
        }
        arguments = try zip(first.arguments, second.arguments).map { one, other in
            switch (one, other) {
            case (.none, .none): return .none
            case (.value(let name), .value): return .value(name)
            case (.values(let names), .values): return .values(names)
            case (.int(let one), .int(let other)): return .int(try size(one, other))
            case (.ints(let one), .ints(let other)) where one.count == other.count:
                return .ints(try zip(one, other).map { try size($0, $1) })
            case (.double(let one), .double(let other)) where one == other: return .double(one)
            case (.doubles(let one), .doubles(let other)) where one == other: return .doubles(one)
            case (.bool(let one), .bool(let other)) where one == other: return .bool(one)
            case (.string(let one), .string(let other)) where one == other: return .string(one)
            default: throw TracingError.differentCalls(first: first.name, second: second.name)
            }
        }
    }

    private func item(_ position: Int) -> Item {
        arguments.indices.contains(position) ? arguments[position] : .none
    }

    /// A refusal of an argument.
    func refusal(_ problem: String) -> TracingError {
        .unusableArgument(operator: name, problem: problem)
    }

    /// A tensor.
    func value(_ position: Int) throws -> String {
        guard case .value(let name) = item(position) else {
            throw refusal("without a tensor as argument \(position + 1)")
        }
        return name
    }

    /// A tensor that may be missing.
    func optional(_ position: Int) -> String? {
        if case .value(let name) = item(position) { name } else { nil }
    }

    /// A list of tensors.
    func values(_ position: Int) -> [String] {
        if case .values(let names) = item(position) { names.compactMap { $0 } } else { [] }
    }

    /// A size.
    func size(_ position: Int) throws -> Dimension {
        guard case .int(let size) = item(position) else {
            throw refusal("without a number as argument \(position + 1)")
        }
        return size
    }

    /// A list of sizes; a single one counts as a list.
    func sizes(_ position: Int) -> [Dimension]? {
        switch item(position) {
        case .ints(let sizes): sizes
        case .int(let size): [size]
        default: nil
        }
    }

    /// A number that does not depend on sizes.
    func int(_ position: Int, default standard: Int? = nil) throws -> Int {
        switch item(position) {
        case .int(let size):
            guard let value = size.value else { throw refusal("with a size as a number") }
            return value
        default:
            guard let standard else { throw refusal("without argument \(position + 1)") }
            return standard
        }
    }

    /// Numbers that do not depend on sizes.
    func ints(_ position: Int, default standard: [Int] = []) throws -> [Int] {
        guard let sizes = sizes(position), !sizes.isEmpty else { return standard }
        let values = sizes.compactMap(\.value)
        guard values.count == sizes.count else { throw refusal("with sizes as numbers") }
        return values
    }

    /// A number with fractions.
    func double(_ position: Int, default standard: Double) throws -> Double {
        switch item(position) {
        case .double(let value): value
        case .int(let size): Double(size.value ?? 0)
        default: standard
        }
    }

    /// A truth value.
    func bool(_ position: Int, default standard: Bool = false) -> Bool {
        switch item(position) {
        case .bool(let value): value
        case .int(let value): value != 0
        default: standard
        }
    }

    /// A text.
    func string(_ position: Int) -> String? {
        if case .string(let text) = item(position) { text } else { nil }
    }
}
