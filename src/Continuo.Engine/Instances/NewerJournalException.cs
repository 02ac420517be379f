namespace Continuo.Engine.Instances;

/// <summary>The journal was written by a newer version: to go on without what it says would be to decide from half of a history. The whole shard is refused.</summary>
/// <remarks>Bytes that no version can have written are <see cref="InvalidDataException"/>, and concern their instance alone.</remarks>
public sealed class NewerJournalException(string message) : Exception(message);
