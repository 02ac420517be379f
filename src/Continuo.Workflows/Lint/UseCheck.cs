using System.Text.RegularExpressions;
using Continuo.Workflows.Documents.Syntax;
using Continuo.Workflows.Validation;

namespace Continuo.Workflows.Lint;

/// <summary>Definitions under <c>use</c> that nothing uses.</summary>
internal sealed partial class UseCheck
{
    private static readonly (string Section, string Key, string What)[] s_sections =
    [
        ("authentications", "use", "authentication"),
        ("errors", "error", "error"),
        ("retries", "retry", "retry policy"),
        ("timeouts", "timeout", "timeout"),
        ("functions", "call", "function"),
        ("catalogs", "call", "catalog"),
    ];

    private readonly DiagnosticBag _diagnostics;
    private readonly List<(string Key, string Text, string Pointer)> _texts = [];
    private readonly HashSet<string> _keywords = new(StringComparer.Ordinal);

    public UseCheck(DiagnosticBag diagnostics) => _diagnostics = diagnostics;

    public void Run(SourceNode root)
    {
        if ((root as SourceMap)?["use"] is not SourceMap use)
        {
            return;
        }

        Collect(root, "");
        foreach (var (section, key, what) in s_sections)
        {
            foreach (var member in (use[section] as SourceMap)?.Members ?? [])
            {
                var own = $"/use/{section}/{SourceNode.Escape(member.Key)}";
                if (!_texts.Any(text => text.Key == key && Names(section, text.Text, member.Key) && !IsWithin(text.Pointer, own)))
                {
                    Say(member.KeyPosition, own, $"The {what} '{member.Key}'");
                }
            }
        }

        CheckSecrets(use["secrets"] as SourceList);
        CheckExtensions(use["extensions"] as SourceList);
    }

    private static bool Names(string section, string text, string name) =>
        section == "catalogs" ? text.EndsWith("@" + name, StringComparison.Ordinal) : text == name;

    private static bool IsWithin(string pointer, string own) => pointer.StartsWith(own, StringComparison.Ordinal) && (pointer.Length == own.Length || pointer[own.Length] == '/');

    private void CheckSecrets(SourceList? secrets)
    {
        var read = _texts.SelectMany(text => SecretAccess().Matches(text.Text)).ToList();
        foreach (var item in secrets?.Items.OfType<SourceScalar>() ?? [])
        {
            // A program that takes them all, or computes a name, may read any.
            var isRead = read.Any(match => !match.Groups["name"].Success || match.Groups["name"].Value == item.Text) || _texts.Any(text => text.Key == "use" && text.Text == item.Text);
            if (!isRead)
            {
                Say(item.Position, item.Pointer, $"The secret '{item.Text}'");
            }
        }
    }

    private void CheckExtensions(SourceList? extensions)
    {
        foreach (var member in extensions?.Items.OfType<SourceMap>().SelectMany(map => map.Members) ?? [])
        {
            var kind = (member.Value as SourceMap)?["extend"]?.Json.AsString;
            if (kind is not (null or "all") && !_keywords.Contains(kind == "composite" ? "do" : kind))
            {
                Say(member.KeyPosition, member.Value.Pointer, $"The extension '{member.Key}' of '{kind}'");
            }
        }
    }

    private void Say(Documents.TextPosition at, string pointer, string what) =>
        _diagnostics.Add(DiagnosticCodes.UnusedDefinition, at, pointer, $"{what} is not used.", "Remove it, or use it.");

    private void Collect(SourceNode node, string key)
    {
        switch (node)
        {
            case SourceScalar { Json.IsString: true } text:
                _texts.Add((key, text.Text, node.Pointer));
                break;
            case SourceList list:
                foreach (var item in list.Items)
                {
                    Collect(item, key);
                }

                break;
            case SourceMap map:
                foreach (var member in map.Members)
                {
                    _keywords.Add(member.Key);
                    Collect(member.Value, member.Key);
                }

                break;
        }
    }

    [GeneratedRegex("""\$secrets?(\.(?<name>[A-Za-z_]\w*)|\.?\[?"(?<name>[^"]*)")?""", RegexOptions.ExplicitCapture)]
    private static partial Regex SecretAccess();
}
