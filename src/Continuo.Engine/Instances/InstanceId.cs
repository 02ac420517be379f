namespace Continuo.Engine.Instances;

/// <summary>An instance's name, unique in a store.</summary>
public readonly record struct InstanceId(string Text)
{
    private const int MaxGiven = 128;

    /// <summary>Whether a user may give this id: <c>[A-Za-z0-9._:-]{1,128}</c>. Ids of children, which hold a slash, are the engine's own.</summary>
    public static bool MayBeGiven(string text) =>
        text.Length is > 0 and <= MaxGiven && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-');

    /// <summary>The id of the child that <paramref name="effect"/> of this instance starts.</summary>
    public InstanceId Child(int effect) => new($"{Text}/{effect}");

    public override string ToString() => Text;
}
