namespace Continuo.Workflows.Schemas.Compilation;

/// <summary>The parts of the dialect that a schema uses.</summary>
[Flags]
internal enum Vocabularies
{
    None = 0,
    Applicator = 1,
    Unevaluated = 2,
    Validation = 4,
    FormatAssertion = 8,

    /// <summary>Written for draft 6, 7 or 2019-09: a list under <c>items</c> is what is now <c>prefixItems</c>.</summary>
    Earlier = 16,

    Standard = Applicator | Unevaluated | Validation,
}
