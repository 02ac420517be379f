namespace Continuo.Workflows.Documents;

/// <summary>Identifies a definition: SHA-256 of its canonical form, 64 lower-case hexadecimal digits.</summary>
public readonly record struct DefinitionHash(string Hex)
{
    public override string ToString() => Hex;
}
