using System.Collections.Concurrent;
using Continuo.Engine.Interpretation;
using Continuo.Runtime.Effects;
using Continuo.Services.Calls;
using Continuo.Services.Documents;
using Continuo.Workflows.Json;
using Google.Protobuf.Reflection;

namespace Continuo.Services.Grpc;

/// <summary>Reads a .proto file and what it imports.</summary>
internal sealed class ProtoFiles(IDocumentSource documents)
{
    private const int MaxFiles = 200;
    private const int MaxParents = 8;
    private const int MaxSchemas = 100;

    // Parsing takes milliseconds, and a loop calls a thousand times; the texts decide, so a changed file is read anew.
    private readonly ConcurrentDictionary<string, ProtoSchema> _parsed = new(StringComparer.Ordinal);

    /// <exception cref="CallFailedException">A file is not there, or is no proto.</exception>
    public async Task<ProtoSchema> Read(EffectRequest request, JsonValue endpoint, CallSecrets secrets, CancellationToken cancellation)
    {
        var root = await documents.Read(request, endpoint, secrets, cancellation);
        var name = Path.GetFileName(root.Address.AbsolutePath) is { Length: > 0 } file ? file : "service.proto";
        var found = new List<(string Name, DocumentText File)> { (name, root) };
        while (true)
        {
            var key = string.Join('\0', found.Select(one => one.File.Text));
            if (_parsed.TryGetValue(key, out var schema))
            {
                return schema;
            }

            var set = Parse(found);
            var missing = set.Files.SelectMany(one => one.Dependencies).Distinct().Where(import => set.Files.All(one => one.Name != import)).ToList();
            if (missing.Count == 0)
            {
                return Keep(key, Checked(set));
            }

            foreach (var import in missing)
            {
                found.Add((import, await Import(import, found, cancellation)));
            }

            if (found.Count > MaxFiles)
            {
                throw new CallFailedException(CallErrors.Configuration($"The proto imports more than {MaxFiles} files."));
            }
        }
    }

    private ProtoSchema Keep(string key, ProtoSchema schema)
    {
        if (_parsed.Count >= MaxSchemas)
        {
            _parsed.Clear();
        }

        return _parsed.GetOrAdd(key, schema);
    }

    private static FileDescriptorSet Parse(List<(string Name, DocumentText File)> files)
    {
        var set = new FileDescriptorSet();
        foreach (var (name, file) in files)
        {
            set.Add(name, true, new StringReader(file.Text));
        }

        set.Process();
        return set;
    }

    private static ProtoSchema Checked(FileDescriptorSet set)
    {
        var problems = set.GetErrors().Where(problem => problem.IsError).Take(5).Select(problem => $"{problem.File}:{problem.LineNumber}:{problem.ColumnNumber} {problem.Message}").ToList();
        return problems.Count == 0
            ? new ProtoSchema(set)
            : throw new CallFailedException(CallErrors.Configuration($"The proto is not valid: {string.Join("; ", problems)}."));
    }

    /// <summary>Beside the file and beside those that it imports; else below the directories around it, because a proto may name imports from the root of its tree.</summary>
    private async Task<DocumentText> Import(string import, List<(string Name, DocumentText File)> found, CancellationToken cancellation)
    {
        var root = found[0].File.Address;
        var places = found.Select(one => new Uri(one.File.Address, ".")).ToList();
        for (var (parents, place) = (0, new Uri(root, ".")); parents < MaxParents && place.AbsolutePath != "/"; parents++)
        {
            place = new Uri(place, "..");
            places.Add(place);
        }

        foreach (var place in places.Distinct())
        {
            try
            {
                return await documents.ReadPart(found[0].File, new Uri(place, import), default, new CallSecrets(NoSecrets.Instance), cancellation);
            }
            catch (CallFailedException)
            {
                // Not there; the next place.
            }
        }

        throw new CallFailedException(CallErrors.Configuration($"The proto imports '{import}', which is neither beside {root} nor in a directory around it."));
    }
}
