using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Continuo.Workflows.Json;

namespace Continuo.Workflows.Documents.Parsing;

/// <summary>What a document refers to.</summary>
internal static partial class DocumentLinks
{
    private const int MaxParents = 8;

    // What stands below these is somebody's data.
    private static readonly string[] s_data = ["example", "examples", "default", "enum", "const"];

    /// <summary>The documents that <paramref name="text"/> needs: for each the places where it may be, the likeliest first.</summary>
    /// <param name="form">What it is.</param>
    /// <param name="text">The document.</param>
    /// <param name="seen">The keys of those that lead to it, the first one first.</param>
    /// <param name="from">Its key.</param>
    public static IEnumerable<ImmutableArray<string>> Of(DocumentForm form, string text, IReadOnlyList<string> seen, string from) => form switch
    {
        DocumentForm.References => References(text).Select(reference => ImmutableArray.Create(DocumentAddress.Resolve(from, reference))).Distinct().ToList(),
        DocumentForm.Proto => Imports(text).Select(import => Places(import, [.. seen], seen[0])).ToList(),
        _ => [],
    };

    public static bool SameOrigin(string one, string other)
    {
        var (isFirst, isSecond) = (Uri.TryCreate(one, UriKind.Absolute, out var first), Uri.TryCreate(other, UriKind.Absolute, out var second));
        return isFirst && isSecond ? first!.GetLeftPart(UriPartial.Authority) == second!.GetLeftPart(UriPartial.Authority) : isFirst == isSecond;
    }

    /// <summary>Without the fragment; those within the document are none.</summary>
    private static SortedSet<string> References(string text)
    {
        JsonValue root;
        try
        {
            root = DataDocument.Read(text);
        }
        catch (JsonSyntaxException)
        {
            // Who makes the call says so.
            return [];
        }

        var found = new SortedSet<string>(StringComparer.Ordinal);
        Collect(root, "", found);
        return found;
    }

    private static void Collect(JsonValue value, string under, SortedSet<string> found)
    {
        foreach (var item in value.AsArray ?? JsonArray.Empty)
        {
            Collect(item, "", found);
        }

        foreach (var (key, member) in value.AsObject ?? JsonObject.Empty)
        {
            if (key == "$ref" && member.AsString is { Length: > 0 } reference)
            {
                var address = reference.Split('#')[0];
                if (address.Length > 0 && DocumentAddress.Problem(address) is null)
                {
                    found.Add(address);
                }
            }
            else if (under == "properties" || !s_data.Contains(key))
            {
                Collect(member, key, found);
            }
        }
    }

    private static IEnumerable<string> Imports(string text) =>
        Import().Matches(Comment().Replace(text, "")).Select(match => match.Groups["file"].Value).Where(file => !Standard().IsMatch(file)).Distinct();

    /// <summary>Beside the files that lead to it; else below the folders around the first, because a proto may name imports from the root of its tree.</summary>
    private static ImmutableArray<string> Places(string import, ImmutableArray<string> seen, string root)
    {
        var folders = seen.Select(Folder).ToList();
        var around = Folder(root);
        for (var parents = 0; parents < MaxParents && Parent(around) is { } parent; parents++)
        {
            folders.Add(around = parent);
        }

        return [.. folders.Distinct().Select(folder => folder + import).Select(key => key.Contains("://", StringComparison.Ordinal) ? new Uri(key).AbsoluteUri : key)];
    }

    private static string Folder(string key) => key[..(key.LastIndexOf('/') + 1)];

    /// <summary>Never above the host, or above where the workflow stands.</summary>
    private static string? Parent(string folder)
    {
        var start = folder.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? folder.IndexOf('/', scheme + 3) + 1 : folder.StartsWith('/') ? 1 : 0;
        return folder.Length <= start || folder.EndsWith("../", StringComparison.Ordinal) ? null : Folder(folder[..^1]);
    }

    [GeneratedRegex("""^\s*import\s+(?:public\s+|weak\s+)?["'](?<file>[^"'\r\n]+)["']\s*;""", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex(@"/\*[\s\S]*?\*/")]
    private static partial Regex Comment();

    // The parser brings these along.
    [GeneratedRegex(@"^(google/(protobuf|rpc|type|longrunning)/|protobuf-net/|google/api/(annotations|client|field_behavior|field_info|http|launch_stage|resource|routing)\.proto\z)")]
    private static partial Regex Standard();
}
