import Foundation

/// Returns `path` with the home folder in the place of `~` or `~user` at its beginning, which a shell
/// leaves in `--data=~/photographs` and in what is quoted.
///
/// A user who is not known stays as written.
public func expandingHome(_ path: String) -> String {
    path.hasPrefix("~") ? NSString(string: path).expandingTildeInPath : path
}
