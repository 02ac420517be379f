using System.Collections.Immutable;
using System.Text;

namespace Continuo.Workflows.Json;

/// <summary>Text that contains secrets, kept by name. Only the handler that performs an effect turns it into the real text.</summary>
/// <remarks>A kind of its own, so that no data can forge one: a string that looks like a token is only a string.</remarks>
public sealed class SymbolicText(ImmutableArray<SymbolicPart> parts) : IEquatable<SymbolicText>
{
    public ImmutableArray<SymbolicPart> Parts { get; } = parts;

    /// <summary>The name under which the access token of a call is looked up while the call is performed.</summary>
    public const string AccessTokenName = "$authorization";

    /// <summary>The access token of a call: nobody knows it before the call is performed.</summary>
    public static SymbolicText AccessToken { get; } = Secret(AccessTokenName);

    /// <summary>The secret <paramref name="name"/> as a whole; members are reached by <see cref="Member"/>.</summary>
    public static SymbolicText Secret(string name) => new([new SymbolicPart.Secret(name, [])]);

    /// <summary>The member of a secret that is an object; null when this text is not exactly one secret.</summary>
    public SymbolicText? Member(string key) =>
        Parts is [SymbolicPart.Secret secret] ? new([secret with { Path = secret.Path.Add(key) }]) : null;

    public SymbolicText Concat(SymbolicText other) => new([.. Parts, .. other.Parts]);

    public SymbolicText Concat(string text) => text.Length == 0 ? this : new(Parts.Add(new SymbolicPart.Text(text)));

    public static SymbolicText Concat(string text, SymbolicText symbolic) =>
        text.Length == 0 ? symbolic : new(symbolic.Parts.Insert(0, new SymbolicPart.Text(text)));

    /// <summary>This text under an encoding that is applied after the secrets are known: <c>base64</c> or <c>uri</c>.</summary>
    public SymbolicText Encode(string encoding) => new([new SymbolicPart.Encoded(encoding, this)]);

    /// <summary>The real value. A lone secret may be of any kind; everything else is text.</summary>
    /// <param name="lookup">Gives a secret's value by name, or null when there is none.</param>
    /// <exception cref="SecretMissingException">A secret is unknown or has no such member.</exception>
    public JsonValue Resolve(Func<string, JsonValue?> lookup)
    {
        if (Parts is [SymbolicPart.Secret lone])
        {
            return lone.Resolve(lookup);
        }

        var text = new StringBuilder();
        foreach (var part in Parts)
        {
            text.Append(part switch
            {
                SymbolicPart.Text t => t.Value,
                SymbolicPart.Secret s => s.Resolve(lookup) is { Kind: JsonKind.String } v ? v.String : s.Resolve(lookup).ToString(),
                SymbolicPart.Encoded e => e.Apply(lookup),
                _ => throw new System.Diagnostics.UnreachableException(),
            });
        }

        return text.ToString();
    }

    public bool Equals(SymbolicText? other) => other is not null && Parts.SequenceEqual(other.Parts);

    public override bool Equals(object? obj) => Equals(obj as SymbolicText);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The token that people see: the text with <c>[secret NAME]</c> where the values would be.</summary>
    public override string ToString() => string.Concat(Parts.Select(part => part.ToString()));
}

/// <summary>A piece of a <see cref="SymbolicText"/>.</summary>
public abstract record SymbolicPart
{
    private SymbolicPart()
    {
    }

    public sealed record Text(string Value) : SymbolicPart
    {
        public override string ToString() => Value;
    }

    public sealed record Secret(string Name, ImmutableArray<string> Path) : SymbolicPart
    {
        public JsonValue Resolve(Func<string, JsonValue?> lookup)
        {
            var value = lookup(Name) ?? throw new SecretMissingException(ToString());
            foreach (var key in Path)
            {
                value = value.AsObject is { } members && members.TryGet(key, out var member) ? member : throw new SecretMissingException(ToString());
            }

            return value;
        }

        public bool Equals(Secret? other) => other is not null && Name == other.Name && Path.SequenceEqual(other.Path);

        public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

        public override string ToString() => $"[secret {string.Join('.', Path.Insert(0, Name))}]";
    }

    public sealed record Encoded(string Encoding, SymbolicText Inner) : SymbolicPart
    {
        public string Apply(Func<string, JsonValue?> lookup)
        {
            var inner = Inner.Resolve(lookup);
            var text = inner.AsString ?? inner.ToString();
            return Encoding switch
            {
                "base64" => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text)),
                "uri" => Uri.EscapeDataString(text),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }

        public override string ToString() => $"@{Encoding}({Inner})";
    }
}

/// <summary>A secret that an expression or a call names is not there. Its message never holds a value.</summary>
public sealed class SecretMissingException(string token) : Exception(token == SymbolicText.AccessToken.ToString()
    ? "The access token of a call is known only while that call is performed: use it in the arguments of the call itself."
    : $"{token} is not known: give it with --secrets or in the host's secret source.");
