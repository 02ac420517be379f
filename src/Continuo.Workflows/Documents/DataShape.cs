using Continuo.Workflows.Expressions;
using Continuo.Workflows.Schemas;

namespace Continuo.Workflows.Documents;

/// <summary><c>input</c>, <c>output</c> or <c>export</c>: what is made of the data, and what it must match.</summary>
/// <param name="Template"><c>from</c> or <c>as</c>.</param>
/// <param name="Schema">For an input it concerns the data before, for the others the data after.</param>
internal readonly record struct DataShape(ValueTemplate? Template, JsonSchema? Schema);
