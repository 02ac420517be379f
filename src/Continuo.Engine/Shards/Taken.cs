namespace Continuo.Engine.Shards;

/// <summary>A stimulus that a turn has taken, and what its sender is told when the turn is over.</summary>
internal readonly record struct Taken(QueuedStimulus Queued, Answer? Answer);

/// <summary>What a command is told. Those that show the instance show it as it is after the turn.</summary>
internal sealed record Answer(AnswerKind Kind, CommandResult? Result = null)
{
    public static Answer Started { get; } = new(AnswerKind.Started);

    public static Answer Existed { get; } = new(AnswerKind.Existed);

    public static Answer Viewed { get; } = new(AnswerKind.Viewed);

    public static Answer Done { get; } = new(AnswerKind.Done);

    public static Answer Of(CommandResult result) => new(AnswerKind.Given, result);
}

internal enum AnswerKind
{
    Given,
    Started,
    Existed,
    Viewed,
    Done,
}
