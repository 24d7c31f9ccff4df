import Datasets
import Layers
import Optimization
import Pruning
import Tensors
import Training
import Yams

/// A value that stands in a recipe as one word, number or truth value.
protocol RecipeValue {
    /// The value that `node` is; `nil` for another kind of value.
    init?(recipeNode node: Node)

    /// The value in the form in which it is read again.
    var recipeNode: Node { get }
}

extension RecipeValue where Self: FixedWidthInteger {
    init?(recipeNode node: Node) {
        guard let number: Self = node.integer() else { return nil }
        self = number
    }
}

extension RecipeValue where Self: BinaryFloatingPoint {
    init?(recipeNode node: Node) {
        guard let number = node.number else { return nil }
        self.init(number)
    }
}

extension RecipeValue where Self: LosslessStringConvertible {
    var recipeNode: Node { Node("\(self)", Tag(.implicit)) }
}

extension RecipeValue where Self: RawRepresentable<String> {
    init?(recipeNode node: Node) {
        guard let text = node.scalar?.string else { return nil }
        self.init(rawValue: text)
    }

    var recipeNode: Node { rawValue.recipeNode }
}

extension Int: RecipeValue {}
extension UInt64: RecipeValue {}
extension Double: RecipeValue {}
extension Float: RecipeValue {}

extension Bool: RecipeValue {
    init?(recipeNode node: Node) {
        guard let value = node.truthValue else { return nil }
        self = value
    }
}

extension String: RecipeValue {
    init?(recipeNode node: Node) {
        guard let text = node.scalar?.string else { return nil }
        self = text
    }

    var recipeNode: Node { Node(self, Tag(.str)) }
}

extension StoredPrecision: RecipeValue {}
extension MatmulPrecision: RecipeValue {}
extension Autocast: RecipeValue {}
extension MemoryFormatChoice: RecipeValue {}
extension LearningRateSchedule.Shape: RecipeValue {}
extension Regression.Loss: RecipeValue {}
extension Reallocation: RecipeValue {}
extension ResultChoice: RecipeValue {}
extension MeasuredPart: RecipeValue {}
extension ExampleSampling: RecipeValue {}

extension ValidationSplit: RecipeValue {
    init?(recipeNode node: Node) {
        guard let text = node.scalar?.string, let split = ValidationSplit(text: text) else {
            return nil
        }
        self = split
    }

    var recipeNode: Node { text.recipeNode }
}
