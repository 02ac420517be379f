using System.Collections.Immutable;

namespace Continuo.Cli.Testing;

/// <summary>The stubs of one run, and how far each has come with its answers.</summary>
internal sealed class StubTable(ImmutableArray<Stub> stubs)
{
    private readonly int[] _given = new int[stubs.Length];

    /// <summary>The next answer of the first stub that is meant; null when none is.</summary>
    public StubAnswer? Next(Predicate<EffectPattern> isMeant)
    {
        for (var i = 0; i < stubs.Length; i++)
        {
            if (isMeant(stubs[i].Of))
            {
                var answers = stubs[i].Answers;
                return answers[Math.Min(_given[i]++, answers.Length - 1)];
            }
        }

        return null;
    }
}
