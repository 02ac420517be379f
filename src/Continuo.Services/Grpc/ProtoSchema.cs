using System.Collections.Frozen;
using System.Collections.Immutable;
using Continuo.Services.Calls;
using Google.Protobuf.Reflection;

namespace Continuo.Services.Grpc;

/// <summary>The messages, enums and services of a .proto file and of what it imports.</summary>
internal sealed class ProtoSchema
{
    private readonly FrozenDictionary<string, ProtoMessage> _messages;
    private readonly FrozenDictionary<string, ProtoEnum> _enums;
    private readonly FrozenDictionary<string, ServiceDescriptorProto> _services;

    public ProtoSchema(FileDescriptorSet set)
    {
        var messages = new Dictionary<string, ProtoMessage>(StringComparer.Ordinal);
        var enums = new Dictionary<string, ProtoEnum>(StringComparer.Ordinal);
        var services = new Dictionary<string, ServiceDescriptorProto>(StringComparer.Ordinal);
        foreach (var file in set.Files)
        {
            var isProto3 = file.Syntax == "proto3";
            foreach (var message in file.MessageTypes)
            {
                Add(message, file.Package, isProto3, messages, enums);
            }

            foreach (var type in file.EnumTypes)
            {
                Add(type, file.Package, enums);
            }

            foreach (var service in file.Services)
            {
                services[Join(file.Package, service.Name)] = service;
            }
        }

        _messages = messages.ToFrozenDictionary();
        _enums = enums.ToFrozenDictionary();
        _services = services.ToFrozenDictionary();
    }

    public ProtoMessage? FindMessage(string name) => _messages.GetValueOrDefault(name);

    public ProtoMessage MessageOf(ProtoField field) => _messages[field.TypeName];

    public ProtoEnum EnumOf(ProtoField field) => _enums[field.TypeName];

    /// <exception cref="CallFailedException">There is none of that name.</exception>
    public ProtoMethod Method(string service, string method)
    {
        if (!_services.TryGetValue(service, out var found))
        {
            throw new CallFailedException(CallErrors.Configuration($"The proto has no service '{service}': it has {Names(_services.Keys)}. The name includes the package."));
        }

        var rpc = found.Methods.FirstOrDefault(candidate => candidate.Name == method)
            ?? throw new CallFailedException(CallErrors.Configuration($"The service '{service}' has no method '{method}': it has {Names(found.Methods.Select(candidate => candidate.Name))}."));
        return new ProtoMethod(service, method, _messages[rpc.InputType.TrimStart('.')], _messages[rpc.OutputType.TrimStart('.')], rpc.ClientStreaming, rpc.ServerStreaming);
    }

    private static string Names(IEnumerable<string> names) => names.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } all ? string.Join(", ", all) : "none";

    private static void Add(DescriptorProto message, string scope, bool isProto3, Dictionary<string, ProtoMessage> messages, Dictionary<string, ProtoEnum> enums)
    {
        var name = Join(scope, message.Name);
        messages[name] = new ProtoMessage(name, [.. message.Fields.Select(field => ProtoField.Of(field, isProto3))], message.Options?.MapEntry == true);
        foreach (var nested in message.NestedTypes)
        {
            Add(nested, name, isProto3, messages, enums);
        }

        foreach (var type in message.EnumTypes)
        {
            Add(type, name, enums);
        }
    }

    private static void Add(EnumDescriptorProto type, string scope, Dictionary<string, ProtoEnum> enums)
    {
        var name = Join(scope, type.Name);
        enums[name] = new ProtoEnum(name, [.. type.Values.Select(value => KeyValuePair.Create(value.Name, value.Number))]);
    }

    private static string Join(string scope, string name) => string.IsNullOrEmpty(scope) ? name : $"{scope}.{name}";
}
