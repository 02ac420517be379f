using System.Collections.Concurrent;
using System.Collections.Immutable;
using Continuo.Runtime.Journaling;
using Continuo.Workflows.Documents;

namespace Continuo.Runtime.Driving;

/// <summary>Parsed definitions by hash, and the versions that a name has.</summary>
/// <remarks>
/// Thread-safe. Names are kept until the next deploy where this process is the only one that deploys to its store; else for a moment, for the word of a deploy on
/// another node may be lost.
/// </remarks>
/// <param name="store">Where they are.</param>
/// <param name="time">The clock, where others deploy too; null when nobody else does.</param>
internal sealed class DefinitionCache(IDefinitionStore store, TimeProvider? time = null)
{
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);


    /// <summary>Of source text; a parsed definition takes about ten times as much.</summary>
    private const long MaxSourceChars = 16 << 20;

    private readonly ConcurrentDictionary<DefinitionHash, WorkflowDefinition> _parsed = new();
    private readonly ConcurrentDictionary<WorkflowName, (ImmutableArray<StoredDefinition> Versions, long At)> _versions = new();
    private long _chars;
    private int _deploys;

    public WorkflowDefinition? Peek(DefinitionHash hash) => _parsed.GetValueOrDefault(hash);

    /// <exception cref="InvalidDataException">The store holds a text that this version cannot read.</exception>
    public async ValueTask<WorkflowDefinition?> Find(DefinitionHash hash, CancellationToken cancellation)
    {
        if (Peek(hash) is { } known)
        {
            return known;
        }

        var stored = await store.Find(hash, cancellation);
        if (stored is null)
        {
            return null;
        }

        var loaded = WorkflowLoader.Load(stored.Source, ExternalDocuments.Of(stored.Documents));
        if (loaded.Definition is not { } definition)
        {
            var first = loaded.Diagnostics.IsDefaultOrEmpty ? "no reason given" : loaded.Diagnostics[0].Format($"{stored.Name}@{stored.Version}");
            throw new InvalidDataException($"The stored definition {hash} cannot be read by this version: {first}");
        }

        Keep(definition);
        return definition;
    }

    /// <summary>The definition of a version, or of the highest one for null, empty and <c>latest</c>.</summary>
    public async ValueTask<WorkflowDefinition?> Find(WorkflowName name, string? version, CancellationToken cancellation)
    {
        var latest = SemanticVersion.IsLatest(version);
        StoredDefinition? best = null;
        foreach (var candidate in await Versions(name, cancellation))
        {
            if (latest ? best is null || SemanticVersion.Compare(candidate.Version, best.Version) > 0 : candidate.Version == version)
            {
                best = candidate;
            }
        }

        return best is null ? null : await Find(best.Hash, cancellation);
    }

    public async ValueTask<ImmutableArray<StoredDefinition>> Versions(WorkflowName name, CancellationToken cancellation)
    {
        if (_versions.TryGetValue(name, out var known) && (time is null || time.GetElapsedTime(known.At) < s_moment))
        {
            return known.Versions;
        }

        var deploys = Volatile.Read(ref _deploys);
        var versions = await store.List(name, cancellation);
        if (!versions.IsEmpty && deploys == Volatile.Read(ref _deploys))
        {
            _versions[name] = (versions, time?.GetTimestamp() ?? 0);
        }

        return versions;
    }

    public async ValueTask<DeployOutcome> Deploy(WorkflowDefinition definition, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            var outcome = await store.Deploy(new(definition.Hash, definition.Name, definition.Version, definition.Source, now) { Documents = definition.Documents }, cancellation);
            if (outcome != DeployOutcome.Pinned)
            {
                Keep(definition);
            }

            return outcome;
        }
        finally
        {
            Forget(definition.Name);
        }
    }

    public async ValueTask<DefinitionDeletion> Delete(WorkflowName name, string version, bool isDry, CancellationToken cancellation)
    {
        try
        {
            return await store.Delete(name, version, isDry, cancellation);
        }
        finally
        {
            Interlocked.Increment(ref _deploys);
            _versions.TryRemove(name, out _);
        }
    }

    /// <summary>The versions of a workflow are not what they were.</summary>
    public void Forget(WorkflowName name)
    {
        // Whoever listed versions meanwhile must not keep what it read, hence the count before the removal.
        Interlocked.Increment(ref _deploys);
        _versions.TryRemove(name, out _);
    }

    private void Keep(WorkflowDefinition definition)
    {
        if (!_parsed.TryAdd(definition.Hash, definition) || Interlocked.Add(ref _chars, definition.Source.Length) <= MaxSourceChars)
        {
            return;
        }

        foreach (var (hash, other) in _parsed)
        {
            if (hash != definition.Hash && _parsed.TryRemove(hash, out _) && Interlocked.Add(ref _chars, -other.Source.Length) <= MaxSourceChars / 2)
            {
                return;
            }
        }
    }
}
