using System.Collections.Frozen;
using Continuo.Workflows.Schemas.Patterns;

namespace Continuo.Workflows.Schemas.Formats;

/// <summary>The formats by name. Others describe only, whatever is asked.</summary>
internal static class FormatTable
{
    private static readonly FrozenDictionary<string, FormatCheck> s_checks = new Dictionary<string, FormatCheck>
    {
        ["date-time"] = TimeFormats.IsDateTime,
        ["date"] = TimeFormats.IsDate,
        ["time"] = TimeFormats.IsTime,
        ["duration"] = TimeFormats.IsDuration,
        ["email"] = text => EmailFormat.IsEmail(text, isInternational: false),
        ["idn-email"] = text => EmailFormat.IsEmail(text, isInternational: true),
        ["hostname"] = HostFormats.IsHostname,
        ["idn-hostname"] = HostFormats.IsInternationalHostname,
        ["ipv4"] = AddressFormats.IsIpv4,
        ["ipv6"] = AddressFormats.IsIpv6,
        ["uri"] = text => UriFormats.IsUri(text, isInternational: false),
        ["uri-reference"] = text => UriFormats.IsReference(text, isInternational: false),
        ["iri"] = text => UriFormats.IsUri(text, isInternational: true),
        ["iri-reference"] = text => UriFormats.IsReference(text, isInternational: true),
        ["uri-template"] = UriTemplateFormat.IsTemplate,
        ["uuid"] = PointerFormats.IsUuid,
        ["json-pointer"] = PointerFormats.IsPointer,
        ["relative-json-pointer"] = PointerFormats.IsRelativePointer,
        ["regex"] = text => SchemaPattern.Read(text.ToString()).Pattern is not null,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static FormatCheck? Find(string name) => s_checks.GetValueOrDefault(name);
}
