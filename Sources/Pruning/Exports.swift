// Whoever prunes names patterns, promises and globs of paths: they come with this module.
@_exported public import Sparsity
