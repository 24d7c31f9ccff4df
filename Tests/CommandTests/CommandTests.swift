import Testing

/// The built command, run as a user runs it. One run at a time: each uses a whole processor.
@Suite(.serialized) struct CommandTests {}
