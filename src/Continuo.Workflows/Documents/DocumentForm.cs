namespace Continuo.Workflows.Documents;

/// <summary>The documents that calls need: how they refer to others.</summary>
public enum DocumentForm
{
    /// <summary>A document that refers to no other: a script, an agent's card.</summary>
    Plain,

    /// <summary>JSON or YAML with <c>$ref</c>: OpenAPI and AsyncAPI.</summary>
    References,

    /// <summary>Protocol buffers, with imports.</summary>
    Proto,
}
